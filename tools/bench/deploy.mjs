import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply, plan } from '@hl/core';
import { exampleHost, exampleService, exampleSite } from '@hl/core/testing';
import { compose, render } from '@hl/deployer';
import { hostShell, loopback } from '@hl/lab';
import { dockerHost } from '@hl/lab/docker';
import { keyPair, sshHost } from '@hl/lab/ssh';
import { sshFleet } from '@hl/ssh';
import { median } from './median.mjs';

/** A fleet of emulated hosts behind real SSH, with the fleet's site. */
async function homelab(count) {
  const directory = mkdtempSync(join(tmpdir(), 'hl-bench-'));
  const at = loopback();
  const key = keyPair();
  writeFileSync(join(directory, 'key'), key.privateKey, { mode: 0o600 });
  const machines = [];
  for (let n = 0; n < count; n += 1) {
    const root = join(directory, `h${n}`);
    const docker = await dockerHost({ root, address: at(10 + n) });
    const shell = hostShell({ root, env: docker.env });
    const ssh = await sshHost({ shell, address: at(10 + n), authorizedKeys: [key.publicKey] });
    machines.push({ name: `h${n}`, docker, shell, ssh });
  }
  writeFileSync(join(directory, 'known_hosts'), machines.map(({ ssh }) => `${ssh.knownHostsLine.trim()}\n`).join(''));
  const hosts = Object.fromEntries(machines.map(({ name, ssh }) => [name, exampleHost({ address: ssh.address, port: ssh.port })]));
  const fleet = () => sshFleet({ hosts, keyFile: join(directory, 'key'), knownHosts: join(directory, 'known_hosts') });
  const close = async () => {
    for (const { ssh, docker } of machines) await Promise.all([ssh.close(), docker.close()]);
    rmSync(directory, { recursive: true, force: true });
  };
  return { machines, site: exampleSite({ hosts }), fleet, close };
}

const servicesOf = (count, hosts) =>
  Array.from({ length: count }, (_, n) => {
    const port = 20_000 + n;
    return exampleService({
      name: `s${n}`,
      host: `h${n % hosts}`,
      port,
      deployment: {
        image: `bench/s${n}:1`,
        installPath: `/opt/s${n}`,
        volumes: [],
        ports: [{ host: port, container: 80, protocol: 'tcp', hostIp: null }],
      },
    });
  });

/** One run of hl over the fleet: plan and apply, every host side by side; returns the number of changes. */
async function deploy({ machines, site, fleet }, services, before) {
  const connected = fleet();
  const counts = await Promise.all(
    machines.map(async ({ name }) => {
      const integration = compose({ host: name, remote: connected.remote(name), content: async () => new Uint8Array(), secrets: {} });
      const { changes } = await plan(integration, { before, after: services, site });
      const outcomes = await apply(integration, changes);
      const bad = outcomes.find(({ status }) => status !== 'applied');
      if (bad) throw new Error(`${bad.key}: ${bad.error?.message}`);
      return changes.length;
    }),
  );
  await connected.close();
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The same projects brought up by a shell loop on the host itself, four at a time. */
async function floor({ machines }, services) {
  const [{ shell }] = machines;
  for (const service of services)
    await shell.run(`mkdir -p /opt/${service.name} && cat > /opt/${service.name}/compose.yml`, render(service));
  const start = performance.now();
  await shell.run(
    `printf '%s\\n' ${services.map(({ name }) => name).join(' ')} | xargs -P 4 -I X sh -c 'cd /opt/X && docker compose pull -q && docker compose up -d' 2>/dev/null`,
  );
  return performance.now() - start;
}

const firstOf = async (work) => {
  const lab = await homelab(1);
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
};

/** Emulated engines behind real SSH on loopback: what is measured is hl and its round trips, not Docker. */
export async function run() {
  const ten = servicesOf(10, 1);
  const firsts = [];
  const floors = [];
  for (let n = 0; n < 3; n += 1) {
    floors.push(await firstOf((lab) => floor(lab, ten)));
    firsts.push(
      await firstOf(async (lab) => {
        const start = performance.now();
        await deploy(lab, ten, []);
        return performance.now() - start;
      }),
    );
  }
  const middle = (times) => times.sort((a, b) => a - b)[1];
  const noop = async (count, hosts) => {
    const lab = await homelab(hosts);
    const services = servicesOf(count, hosts);
    await deploy(lab, services, []);
    const before = lab.machines.map(({ ssh }) => ssh.accepted);
    const ours = await median(3, async () => {
      if ((await deploy(lab, services, services)) !== 0) throw new Error('a no-op run changed something');
    });
    const connections = Math.max(...lab.machines.map(({ ssh }, index) => (ssh.accepted - before[index]) / 4));
    await lab.close();
    return { ours, connections };
  };
  const small = await noop(10, 1);
  const large = await noop(200, 10);
  return [
    { name: 'first-deploy-10x1 (emulated)', unit: 'ms', ours: middle(firsts), floor: middle(floors) },
    { name: 'noop-10x1', unit: 'ms', ours: small.ours, limit: 600 },
    { name: 'noop-200x10', unit: 'ms', ours: large.ours, limit: 3_000 },
    { name: 'connections a host', unit: '', ours: large.connections, limit: 1 },
    { name: 'memory', unit: 'MB', ours: process.memoryUsage().rss / 1e6, limit: 200 },
  ];
}
