import { processes } from './processes.js';
import type { Checkout, Processes } from './processes.js';
import { seeded } from './seeded.js';
import { serviceFile } from '../lab/world/homelab.js';

/** How many of the 20 orders and of the 100 kills are tried: a share by default, all with these variables. */
const orders = Number(process.env['HL_ORDERS'] ?? 1);
const kills = Number(process.env['HL_KILLS'] ?? 3);

let all: Processes;
let number = 0;
beforeAll(async () => void (all = await processes()), 120_000);
afterAll(() => all.close());

const jobs = ['detect', 'validate', 'plan', 'deploy', 'remove', 'traefik', 'dns', 'authentik', 'glance', 'verify'];

/** All stages in one process, as a job of a pipeline. */
async function whole(of: Checkout, pipeline = (number += 1)): Promise<void> {
  const { code, text } = await all.hl(pipeline, of, 'run');
  if (code !== 0) throw new Error(`pipeline ${pipeline} ended with ${code}:\n${text}`);
}

const without = (file: string, line: string): string => file.replace(new RegExp(`^${line}: .*\n`, 'm'), '');
const moving = (host: string): string => serviceFile('move', { host, port: 8103 });

/** Add, change, rename (port and host name kept), move, remove, sign-on off and on, over three hosts. */
const base = {
  add: null,
  renamed: null,
  change: serviceFile('change', { port: 8101 }),
  old: serviceFile('old', { port: 8102 }).replaceAll(': old }', ': name }').replace('name: old,', 'name: old,'),
  move: moving('docker-media'),
  remove: serviceFile('remove', { port: 8104, host: 'docker-home' }),
  close: without(serviceFile('close', { port: 8105, host: 'docker-media' }), 'authentik'),
  open: serviceFile('open', { port: 8106, host: 'docker-home' }),
};
const next = {
  add: serviceFile('add', { port: 8107 }),
  change: serviceFile('change', { port: 8101, image: 'ghcr.io/corentinth/it-tools:2' }),
  old: null,
  renamed: serviceFile('renamed', { port: 8102 })
    .replaceAll('subdomain: renamed', 'subdomain: name')
    .replaceAll('hostname: renamed', 'hostname: name'),
  move: moving('docker-home'),
  remove: null,
  close: serviceFile('close', { port: 8105, host: 'docker-media' }),
  open: without(serviceFile('open', { port: 8106, host: 'docker-home' }), 'authentik'),
};

test(`killed runs of the whole command are finished by the next, ${kills} times`, async () => {
  const [from, to] = [all.commit(base), all.commit(next)];
  await whole(from);
  const started = Date.now();
  await whole(to);
  const length = Date.now() - started;
  const goal = all.standing();
  const random = seeded(7);
  for (let trial = 1; trial <= kills; trial += 1) {
    await whole(from);
    const pipeline = (number += 1);
    const after = Math.round(300 + random() * length);
    const killed = await all.hl(pipeline, to, 'run --allow-mass-remove', after);
    const how = random() < 0.5 ? 'tried again' : 'a new pipeline';
    all.passTime();
    await whole(to, how === 'tried again' ? pipeline : (number += 1));
    expect({ trial, after, killed: killed.code, how, standing: all.standing() }).toEqual({
      trial,
      after,
      killed: killed.code,
      how,
      standing: goal,
    });
  }
}, 3_600_000);

test(`two pipelines whose jobs are processes of their own, in ${orders} of the worst orders`, async () => {
  const app = (image: string, subdomain: string): string =>
    serviceFile('app', { port: 8201, image })
      .replaceAll('subdomain: app', `subdomain: ${subdomain}`)
      .replaceAll('hostname: app', `hostname: ${subdomain}`);
  const start = {
    ...Object.fromEntries(Object.keys({ ...base, ...next }).map((name) => [name, null])),
    app: app('ghcr.io/corentinth/it-tools:1', 'app'),
  };
  const [from, one, two] = [
    all.commit(start),
    all.commit({ app: app('ghcr.io/corentinth/it-tools:2', 'old'), extra: serviceFile('extra', { port: 8202 }) }),
    all.commit({ app: app('ghcr.io/corentinth/it-tools:3', 'new'), extra: null }),
  ];
  const end = async (way: readonly string[], goal: unknown): Promise<void> =>
    expect({ way, standing: all.standing() }).toEqual({ way, standing: goal });
  const { code, text } = await all.hl((number += 1), from, 'run --allow-mass-remove');
  if (code !== 0) throw new Error(text);
  await whole(two);
  const goal = all.standing();
  for (let order = 0; order < orders; order += 1) {
    await whole(from);
    const [older, newer] = [(number += 1), (number += 1)];
    // The newer one detects while the older one is at one job and plans while it is at a later one; then they take turns.
    const [detects, plans] = [3 + (order % 5), 4 + (order % 6)];
    const [left, right] = [[...jobs], [...jobs]];
    const way: string[] = [];
    const step = async (pipeline: number, of: Checkout, queue: string[]): Promise<void> => {
      const job = queue.shift();
      if (job === undefined) return;
      const ran = await all.hl(pipeline, of, job);
      way.push(`${pipeline} ${job} (${ran.code})`);
      const allowed = [0, 75, 76].includes(ran.code ?? 1) && (job !== 'verify' || ran.code !== 75);
      if (!allowed) queue.length = 0;
    };
    while (jobs.length - left.length < detects) await step(older, one, left);
    await step(newer, two, right);
    while (jobs.length - left.length < plans) await step(older, one, left);
    while (left.length + right.length > 0) {
      await step(newer, two, right);
      await step(older, one, left);
    }
    await end(way, goal);
  }
}, 3_600_000);
