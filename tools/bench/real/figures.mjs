// Figures of one real host (host.sh), as JSON.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleHost, exampleSite } from '@hl/core/testing';
import { render } from '@hl/deployer';
import { sshFleet } from '@hl/ssh';
import { hasAnsible, playbook } from '../ansible.mjs';
import { deploy, look, noop, servicesOf } from '../deployment.mjs';
import { median, middle, timed } from '../measure/median.mjs';

const directory = process.env.HL_BENCH_HOSTS;
const alpha = join(directory, 'alpha');
const [address, pid] = ['address', 'pid'].map((name) => readFileSync(join(alpha, name), 'utf8').trim());

/** There, as root, not through sshd. */
function onHost(script, input = '') {
  const enter = ['--target', pid, '--mount', '--uts', '--net', 'sh', '-c', script];
  const { status, stdout, stderr } = spawnSync('nsenter', enter, { env: { ...process.env, HOME: '/root' }, input, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${script.slice(0, 60)}: ${stderr}`);
  return stdout;
}

const [keyFile, knownHosts] = [join(directory, 'id'), join(directory, 'known_hosts')];
writeFileSync(knownHosts, `${address} ${readFileSync(join(alpha, 'host_key.pub'), 'utf8')}`);
const hosts = { alpha: exampleHost({ address, user: 'root' }) };
const lab = { hosts: ['alpha'], site: exampleSite({ hosts }), fleet: () => sshFleet({ hosts, keyFile, knownHosts }) };

const image = '10.231.0.254:5000/web:v1';
const ten = servicesOf(10, ['alpha'], () => ({ image, container: 8080, compose: { init: true, stop_grace_period: '1s' } }));

/** As before any deployment, with or without the image. */
function clear(images) {
  onHost(`ids=$(docker ps --all --quiet); [ -z "$ids" ] || docker rm --force $ids; docker network prune --force; rm -rf /opt/s*
${images === 'absent' ? `docker image rm --force ${image} || :` : `docker pull --quiet ${image}`}; sync`);
}

/** The same projects brought up by a shell loop on the host itself, four at a time. Their files are there already. */
function loop() {
  const words = ten.map(({ name }) => name).join(' ');
  onHost(`printf '%s\\n' ${words} | xargs -P 4 -I X sh -c 'cd /opt/X && docker compose up -d 2>&1'`);
}

const ansible = hasAnsible()
  ? playbook(join(directory, 'ansible'), {
      address,
      keyFile,
      knownHosts,
      files: Object.fromEntries(ten.map((each) => [each.name, render(each)])),
    })
  : null;

/** Median of each way from the same state, in turn. */
async function first(images, rounds) {
  const ways = {
    floor() {
      for (const service of ten) onHost(`mkdir -p /opt/${service.name} && cat > /opt/${service.name}/compose.yml`, render(service));
      return timed(loop);
    },
    ours: () => timed(() => deploy(lab, ten, [])),
    ...(ansible === null ? {} : { ansible: () => timed(ansible) }),
  };
  const times = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = Object.keys(ways).filter((way) => way !== 'ansible' || round === 0); // the peer once: it takes longest
    for (const way of round % 2 === 0 ? order : order.reverse()) {
      clear(images);
      times[way].push(await ways[way]());
    }
  }
  const { ansible: peer, ...medians } = Object.fromEntries(Object.entries(times).map(([way, all]) => [way, middle(all)]));
  return { unit: 'ms', ...medians, peers: peer === undefined ? {} : { ansible: peer }, target: { ratio: 1.3 } };
}

const accepted = () => readFileSync(join(alpha, 'sshd.log'), 'utf8').split('Accepted publickey').length - 1;

async function noops() {
  clear('present');
  const peers = {};
  if (ansible !== null) {
    await ansible();
    peers.ansible = await median(3, ansible);
    clear('present');
  }
  await deploy(lab, ten, []);
  const before = accepted();
  let runs = 0;
  const ours = await median(5, () => ((runs += 1), noop(lab, ten)));
  const connections = (accepted() - before) / runs;
  return {
    unit: 'ms',
    ours,
    floor: await median(5, () => look(lab)),
    peers,
    target: { most: Math.min(600, (peers.ansible ?? Infinity) / 10) },
    connections,
  };
}

const results = [
  { name: 'first-deploy-10x1', ...(await first('absent', 5)) },
  { name: 'first-deploy-10x1, images present', ...(await first('present', 3)) },
  { name: 'noop-10x1', ...(await noops()) },
];
console.log(JSON.stringify(results));
