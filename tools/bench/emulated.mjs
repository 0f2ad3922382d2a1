import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleHost, exampleSite } from '@hl/core/testing';
import { render } from '@hl/deployer';
import { hostShell, loopback } from '@hl/lab';
import { dockerHost } from '@hl/lab/docker';
import { keyPair, sshHost } from '@hl/lab/ssh';
import { sshFleet } from '@hl/ssh';
import { deploy, servicesOf } from './deployment.mjs';
import { alternating } from './measure/alternating.mjs';
import { timed } from './measure/timed.mjs';

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
  return { machines, hosts: Object.keys(hosts), site: exampleSite({ hosts }), fleet, close };
}

async function inHomelab(count, work) {
  const lab = await homelab(count);
  try {
    return await work(lab);
  } finally {
    await lab.close();
  }
}

const names = (count) => Array.from({ length: count }, (_, n) => `h${n}`);
const services = (count, hosts) => servicesOf(count, names(hosts), (n) => ({ image: `bench/s${n}:1`, container: 80 }));

/** The same projects brought up by a shell loop on the host itself, four at a time. */
async function loop({ machines: [{ shell }] }, all) {
  for (const service of all) await shell.run(`mkdir -p /opt/${service.name} && cat > /opt/${service.name}/compose.yml`, render(service));
  const words = all.map(({ name }) => name).join(' ');
  return timed(() => shell.run(`printf '%s\\n' ${words} | xargs -P 4 -I X sh -c 'cd /opt/X && docker compose up -d' 2>/dev/null`));
}

/** Ten services for the first time. What is measured is hl and its round trips, not Docker. */
export async function firstDeploy() {
  const ten = services(10, 1);
  return alternating(
    3,
    {
      ours: () => inHomelab(1, (lab) => timed(() => deploy(lab, ten, []))),
      floor: () => inHomelab(1, (lab) => loop(lab, ten)),
    },
    { warm: 0 },
  );
}
