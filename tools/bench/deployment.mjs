import { apply, plan } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { compose } from '@hl/deployer';
import { done } from './systems/done.mjs';

/** `count` web servers on the hosts, in turn; `over(n)`: fields of `deployment`. */
export const servicesOf = (count, hosts, over) =>
  Array.from({ length: count }, (_, n) => {
    const port = 20_000 + n;
    const { container, ...deployment } = over(n);
    const ports = [{ host: port, container, protocol: 'tcp', hostIp: null }];
    const place = { name: `s${n}`, host: hosts[n % hosts.length], port };
    return exampleService({ ...place, deployment: { installPath: `/opt/s${n}`, volumes: [], ports, ...deployment } });
  });

/** One run of hl over the fleet: connects, plans and applies, every host side by side; returns the number of changes. */
export async function deploy({ hosts, site, fleet }, services, before) {
  const connected = fleet();
  const counts = await Promise.all(
    hosts.map(async (host) => {
      const integration = compose({ host, remote: connected.remote(host), content: async () => new Uint8Array(), secrets: {} });
      const { changes } = await plan(integration, { before, after: services, site });
      done(await apply(integration, changes));
      return changes.length;
    }),
  ).finally(() => connected.close());
  return counts.reduce((sum, count) => sum + count, 0);
}

/** The same, where nothing is to be done. */
export async function noop(lab, services) {
  if ((await deploy(lab, services, services)) !== 0) throw new Error('a no-op run changed something');
}

/** What any no-op costs at least: a connection to each host, and its containers listed. */
export async function look({ hosts, fleet }) {
  const connected = fleet();
  await Promise.all(hosts.map((host) => connected.remote(host).run(['docker', 'ps', '--all']))).finally(() => connected.close());
}
