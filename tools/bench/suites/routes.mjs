import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exampleService, exampleSite } from '@hl/core/testing';
import { hostShell } from '@hl/lab';
import { slowLink } from '@hl/lab/link';
import { traefikEmulator } from '@hl/lab/traefik';
import { render, traefik } from '@hl/traefik';
import { inFolder } from '../folder.mjs';
import { behindSsh } from '../hosts/behind-ssh.mjs';
import { againstFloor, batch, counting } from '../systems/batch.mjs';

const folder = '/etc/traefik/dynamic';
const throttleMs = 2_000;

/** A Traefik that waits 2 s between two updates, as the real one does, with its directory behind real SSH; both a round trip away. */
const proxy = (count, roundTripMs, work) =>
  inFolder(async (directory) => {
    const root = join(directory, 'proxy');
    mkdirSync(join(root, folder), { recursive: true });
    const far = roundTripMs === 0 ? undefined : roundTripMs;
    const behind = await behindSsh(directory, [{ name: 'proxy', address: '127.0.0.1', shell: hostShell({ root }) }], far);
    const emulator = await traefikEmulator({ directory: join(root, folder), throttleMs });
    const begun = performance.now();
    const fleet = behind.fleet();
    const direct = Number(new URL(emulator.api).port);
    const link = far === undefined ? null : await slowLink({ to: { port: direct }, roundTripMs });
    const api = `http://127.0.0.1:${link?.port ?? direct}`;
    const site = exampleSite({ hosts: behind.hosts, traefik: { host: 'proxy', directory: folder, api } });
    const services = Array.from({ length: count }, (_, n) =>
      exampleService({ name: `s${n}`, authentik: null, traefik: { hosts: [`s${n}.example.org`] } }),
    );
    const real = fleet.remote('proxy');
    let writes = 0;
    const remote = { ...real, run: (argv, how) => ((writes += how?.stdin === undefined ? 0 : 1), real.run(argv, how)) };
    const counted = counting(() => ({ reloads: emulator.reloads, requests: emulator.requests.length, writes }));
    const cost = async (act) => {
      await sleep(Math.max(0, throttleMs + 100 - (performance.now() - begun))); // from its start on it waits, too
      return counted(act);
    };
    try {
      return await work({ site, services, emulator, remote, cost, ssh: behind.machines[0].ssh });
    } finally {
      await fleet.close();
      await link?.close();
      await emulator.close();
      await behind.close();
    }
  });

/** Written, and seen in Traefik's API; then taken back. */
const ours = (count, roundTripMs) =>
  proxy(count, roundTripMs, async ({ site, services, remote, cost, ssh }) => {
    const integration = traefik({ remote, site: site.traefik });
    const { made, takeBack } = await batch(integration, services, site, cost);
    return { made, undone: roundTripMs > 0 ? null : await takeBack(), connections: ssh.accepted };
  });

/** The same files by one command, until Traefik has them. */
const floor = (count, roundTripMs) =>
  proxy(count, roundTripMs, async ({ site, services, remote, emulator, cost }) => {
    const { desired } = traefik({ remote, site: site.traefik });
    const files = services.flatMap((service) => desired(service, site)).map(({ key, spec }) => [key, render(key, spec)]);
    const text = files.map(([key, yaml]) => `cat > "$1/${key}.yml" <<'END'\n${yaml}\nEND\n`).join('');
    await remote.run(['true']);
    return cost(async () => {
      await remote.run(['sh', '-s', folder], { stdin: text });
      while (emulator.routers().length < count) await sleep(10);
    });
  });

const against = (count, away, runs) =>
  againstFloor(
    runs,
    () => ours(count, away),
    () => floor(count, away),
  );

/** 50 and 200 routes for the first time and taken back, counted and timed; 50 also over round trips. */
export async function run() {
  const results = [];
  const far = [];
  for (const [count, runs] of [
    [50, 3],
    [200, 3],
  ]) {
    const { figures, last, bare } = await against(count, 0, runs);
    const counted = (unit) => [
      { name: `${count} routes, ${unit}`, unit, ours: last.made[unit], floor: bare[unit], target: { most: 1 } },
      { name: `${count} routes taken back, ${unit}`, unit, ours: last.undone[unit], target: { most: 1 } },
    ];
    results.push(
      ...counted('writes'),
      ...counted('reloads'),
      {
        name: `${count} routes, requests to Traefik`,
        unit: 'requests',
        ours: last.made.requests,
        note: 'it is asked until it serves them',
      },
      { name: `${count} routes, SSH connections`, unit: 'connections', ours: last.connections, target: { most: 1 } },
      {
        ...{ name: `${count} routes`, unit: 'ms', ...figures, ...(count === 200 && { target: { most: 3_000 } }) },
        note: 'floor: the files by one command, until it serves them. Traefik waits 2 s from the first event in its directory to the next update',
      },
    );
    if (count === 50) far.push({ name: `${count} routes over 0 ms`, unit: 'ms', ...figures, at: { rtt: 0 } });
  }
  for (const roundTripMs of [1, 20, 100]) {
    const { figures } = await against(50, roundTripMs, 1);
    far.push({ name: `50 routes over ${roundTripMs} ms`, unit: 'ms', ...figures, at: { rtt: roundTripMs } });
  }
  return [...results, ...far];
}
