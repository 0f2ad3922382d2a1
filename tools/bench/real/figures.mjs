// Figures of real hosts (host.sh), as JSON.
import { join } from 'node:path';
import { render } from '@hl/deployer';
import { deploy, look, noop, servicesOf } from '../deployment.mjs';
import { alternating } from '../measure/alternating.mjs';
import { timed } from '../measure/timed.mjs';
import { playbooks } from './ansible.mjs';
import { accepted, addressOf, directory, fleetOf, keyFile, know, knownHosts, onHost } from './hosts.mjs';
import { loops } from './loops.mjs';

const five = ['alpha', 'beta', 'swarm', 'gamma', 'delta'];
know(five);

const image = '10.231.0.254:5000/web:v1';
const services = (count, hosts) =>
  servicesOf(count, hosts, () => ({ image, container: 8080, compose: { init: true, stop_grace_period: '1s' } }));
const [one, ten] = [fleetOf(['alpha']), services(10, ['alpha'])];

const everywhere = (hosts, work) => Promise.all(hosts.map(work));

/** As before any deployment, with or without the image. */
const clear = (hosts, images) =>
  everywhere(hosts, (host) =>
    onHost(
      host,
      `docker ps --all --quiet | xargs -r -n 1 -P 4 docker rm --force; docker network prune --force; rm -rf /opt/s*
${images === 'absent' ? `docker image rm --force ${image} || :` : `docker image inspect ${image} || docker pull --quiet ${image}`}; sync`,
    ),
  );

/** The same projects brought up by a shell loop on each host itself, four at a time. Their files are there already. */
async function floor(hosts, all) {
  for (const service of all) {
    const path = `/opt/${service.name}`;
    await onHost(service.host, `mkdir -p ${path} && cat > ${path}/compose.yml`, render(service));
  }
  return timed(() =>
    everywhere(hosts, (host) => {
      const words = all.filter((service) => service.host === host).map(({ name }) => name);
      return onHost(host, `printf '%s\\n' ${words.join(' ')} | xargs -P 4 -I X sh -c 'cd /opt/X && docker compose up -d 2>&1'`);
    }),
  );
}

const files = Object.fromEntries(ten.map((service) => [service.name, render(service)]));
const shared = { address: addressOf('alpha'), keyFile, knownHosts, files };
const peers = { ...playbooks(join(directory, 'ansible'), shared), ...loops(join(directory, 'loops'), shared) };
const ansible = Object.keys(peers).find((name) => name.startsWith('Ansible'));
const without = process.env.HL_BENCH_WITHOUT ? `; ${process.env.HL_BENCH_WITHOUT}` : '';

/** Each way from the same state, in turn. */
function first(fleet, all, images, { compared = {}, ...options }, runs) {
  const from = (way) => async () => (await clear(fleet.hosts, images), way());
  return alternating(
    runs,
    {
      floor: from(() => floor(fleet.hosts, all)),
      ours: from(() => timed(() => deploy(fleet, all, []))),
      ...(Object.keys(compared).length > 0 && {
        peers: Object.fromEntries(Object.entries(compared).map(([name, way]) => [name, from(() => timed(way))])),
      }),
    },
    options,
  );
}

async function noops() {
  await clear(['alpha'], 'present');
  const compared = {};
  for (const [name, peer] of Object.entries(peers)) {
    await peer(); // what is there already is left alone by the others, too
    compared[name] = await alternating(name === ansible ? 3 : 2, { ours: () => timed(peer) }, { warm: 0 });
  }
  await clear(['alpha'], 'present');
  await deploy(one, ten, []);
  const before = accepted('alpha');
  const measured = await alternating(7, { floor: () => timed(() => look(one)), ours: () => timed(() => noop(one, ten)) });
  const connections = (accepted('alpha') - before) / 16;
  const [medians, spreads] = [{}, {}];
  for (const [name, { ours, spread }] of Object.entries(compared)) [medians[name], spreads[name]] = [ours, spread.ours];
  return { measured: { ...measured, peers: medians, spread: { ...measured.spread, peers: spreads } }, connections };
}

const what = 'floor: docker compose up -d in a shell loop on the host itself, four at a time, files there already';
const absent = await first(one, ten, 'absent', {}, 5);
const present = await first(one, ten, 'present', { compared: peers, warm: 0, peerRuns: 1 }, 5);
const many = await first(fleetOf(five), services(50, five), 'present', { warm: 0 }, 3);
const { measured, connections } = await noops();
console.log(
  JSON.stringify([
    { name: 'first-deploy-10x1, images absent', unit: 'ms', ...absent, target: { ratio: 1.1 }, note: what },
    { name: 'first-deploy-10x1, images present', unit: 'ms', ...present, target: { ratio: 1.1 }, note: `${what}; a peer once${without}` },
    {
      name: 'first-deploy-50x5, images present',
      unit: 'ms',
      ...many,
      target: { ratio: 1.15 },
      note: 'floor: that loop on all five hosts at once; each has an engine and an sshd of its own, and all of them share the processors of this machine',
    },
    {
      name: 'noop-10x1',
      unit: 'ms',
      ...measured,
      target: ansible === undefined ? { most: 600 } : { faster: 30, than: ansible },
      note: `floor: a connection, and docker ps${without}`,
    },
    { name: 'connections a host, noop-10x1 and its floor', unit: 'connections', ours: connections, target: { most: 1 } },
  ]),
);
