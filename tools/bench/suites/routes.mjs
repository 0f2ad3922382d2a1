import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apply, plan } from '@hl/core';
import { exampleHost, exampleService, exampleSite } from '@hl/core/testing';
import { hostShell } from '@hl/lab';
import { keyPair, sshHost } from '@hl/lab/ssh';
import { traefikEmulator } from '@hl/lab/traefik';
import { sshFleet } from '@hl/ssh';
import { render, traefik } from '@hl/traefik';
import { middle, timed } from '../measure/median.mjs';

const count = 200;
const folder = '/etc/traefik/dynamic';

/** A Traefik that waits 2 s between two updates, as the real one does, with its directory behind real SSH. */
async function proxy(work) {
  const directory = mkdtempSync(join(tmpdir(), 'hl-bench-'));
  const root = join(directory, 'proxy');
  mkdirSync(join(root, folder), { recursive: true });
  const key = keyPair();
  const ssh = await sshHost({ shell: hostShell({ root }), authorizedKeys: [key.publicKey] });
  writeFileSync(join(directory, 'key'), key.privateKey, { mode: 0o600 });
  writeFileSync(join(directory, 'known_hosts'), `${ssh.knownHostsLine.trim()}\n`);
  const hosts = { proxy: exampleHost({ address: ssh.address, port: ssh.port }) };
  const fleet = sshFleet({ hosts, keyFile: join(directory, 'key'), knownHosts: join(directory, 'known_hosts') });
  const emulator = await traefikEmulator({ directory: join(root, folder), throttleMs: 2_000 });
  const site = exampleSite({ hosts, traefik: { host: 'proxy', directory: folder, api: emulator.api } });
  const services = Array.from({ length: count }, (_, n) =>
    exampleService({ name: `s${n}`, authentik: null, traefik: { hosts: [`s${n}.example.org`] } }),
  );
  try {
    return await work({ site, services, emulator, remote: fleet.remote('proxy'), ssh });
  } finally {
    await fleet.close();
    await emulator.close();
    await ssh.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** 200 routes written and seen through the API. Floor: the same files by one command, until Traefik has them. */
export async function run() {
  const [ours, floor, connections] = [[], [], []];
  for (let n = 0; n < 3; n += 1) {
    await proxy(async ({ site, services, remote, ssh }) => {
      const integration = traefik({ remote, site: site.traefik });
      const { changes } = await plan(integration, { before: [], after: services, site });
      ours.push(
        await timed(async () => {
          const bad = (await apply(integration, changes)).find(({ status }) => status !== 'applied');
          if (bad) throw new Error(`${bad.key}: ${bad.error?.message}`);
        }),
      );
      connections.push(ssh.accepted);
    });
    await proxy(async ({ site, services, remote, emulator }) => {
      const { desired } = traefik({ remote, site: site.traefik });
      const files = services.flatMap((service) => desired(service, site)).map(({ key, spec }) => [key, render(key, spec)]);
      const text = files.map(([key, yaml]) => `cat > "$1/${key}.yml" <<'END'\n${yaml}\nEND\n`).join('');
      floor.push(
        await timed(async () => {
          await remote.run(['sh', '-s', folder], { stdin: text });
          while (emulator.routers().length < count) await sleep(10);
        }),
      );
    });
  }
  return [
    { name: `routes-${count}`, unit: 'ms', ours: middle(ours), floor: middle(floor), target: { most: 3_000 } },
    { name: 'connections', unit: 'connections', ours: middle(connections), target: { most: 1 } },
  ];
}
