import type { LedgerEntry } from '@hl/core/state';
import { deployed, Death, runJob } from './fleet.js';
import type { Job, Pipeline, State } from './fleet.js';
import { jobs, later, twoCommits } from './explore.js';
import { file, guest } from './history.js';
import { seeded } from './seeded.js';

/** A change and a move that do not work, a container in the network of the first, something new that works, and what nobody touches. */
const before = {
  change: file('change', { host: 'one', port: 8001 }),
  guest: guest('guest', 'change'),
  move: file('move', { host: 'two', port: 8003, sso: true }),
  still: file('still', { host: 'three', port: 8004 }),
};
const after = {
  change: file('change', { host: 'one', port: 8001, image: 'bad', subdomain: 'changed', sso: true }),
  move: file('move', { host: 'three', port: 8003, image: 'bad' }),
  add: file('add', { host: 'one', port: 8007 }),
};

let from: State;
let goal: State;
let pipeline: Pipeline;
beforeAll(async () => {
  ({ from, pipeline } = await twoCommits(before, after));
  goal = (await go(from, pipeline)).state;
}, 60_000);

/** A pipeline from `job` on; that verify fails is its end. */
async function go(state: State, of: Pipeline, job: Job = 'detect', seconds = later): Promise<{ state: State; code: number; text: string }> {
  let ran = { state, code: 0, text: '' };
  for (const next of jobs.slice(jobs.indexOf(job))) {
    ran = await runJob(ran.state, of, next, new Death(), seconds);
    if (ran.code !== 0 && next !== 'verify') throw new Error(`${next} ended with ${ran.code}: ${ran.text}`);
  }
  return ran;
}

const entries = ({ ledger }: State): LedgerEntry[] =>
  Object.entries(ledger).flatMap(([name, text]) => (name.startsWith('services/') ? [JSON.parse(text) as LedgerEntry] : []));
/** All that counts of a state. */
const end = (state: State): unknown => ({
  worlds: state.worlds,
  ledger: deployed(state),
  rejected: entries(state)
    .map(({ name, rejected }) => [name, rejected !== null])
    .sort(),
});
const next = (number: number): Pipeline => ({ ...pipeline, number, before: pipeline.commit });

test('undisturbed: what does not work is what it was, what goes along with it too, and the rest is what git says', async () => {
  const { compose, traefik } = goal.worlds;
  expect(
    Object.entries(compose)
      .map(([key, { spec }]) => [key, (spec as { image: string }).image])
      .sort(),
  ).toEqual([
    ['one/add', 'example/add:1'],
    ['one/change', 'example/change:1'],
    ['one/guest', 'example/guest:1'],
    ['three/still', 'example/still:1'],
    ['two/move', 'example/move:1'],
  ]);
  const { add: _, ...others } = traefik;
  expect(others).toEqual(from.worlds.traefik);
  expect(compose['one/guest']).toEqual(from.worlds.compose['one/guest']);
  expect(
    entries(goal)
      .map(({ name, rejected, healthy }) => [name, rejected !== null, healthy])
      .sort(),
  ).toEqual([
    ['add', false, true],
    ['change', true, true],
    ['guest', false, true],
    ['move', true, true],
    ['still', false, true],
  ]);
});

test('it is no loop: the next pipeline of the same commit is well and changes nothing; jobs of this one that are tried again write nothing', async () => {
  const again = await go(goal, next(3));
  expect([again.code, end(again.state)]).toEqual([0, end(goal)]);
  for (const job of ['deploy', 'verify'] as const) {
    const tried = await runJob(goal, pipeline, job, new Death(), later);
    expect([tried.text, end(tried.state)]).toEqual([expect.stringContaining('has taken over'), end(goal)]);
  }
  // The job that is pressed takes back what is left of the run, and no more.
  const back = await runJob(goal, pipeline, 'rollback', new Death(), later);
  expect([back.code, back.state.worlds]).toEqual([0, from.worlds]);
});

/** Between two calls that are tried: all with HL_TRIALS. */
const every = process.env['HL_TRIALS'] === undefined ? 4 : 1;

test.each([
  ['request', 1],
  ['answer', 2],
] as const)(
  'killed at outside calls of verify (%s lost), the next pipeline ends the same',
  async (lost, first) => {
    let state = from;
    for (const job of jobs.slice(0, -1)) ({ state } = await runJob(state, pipeline, job));
    const death = new Death();
    await runJob(state, pipeline, 'verify', death);
    expect(death.calls).toBeGreaterThan(20);
    for (let call: number = first; call <= death.calls; call += every) {
      const killed = await runJob(state, pipeline, 'verify', new Death(call, lost));
      expect(killed.code).toBe(137);
      // Tried again first, which may be refused by then: that is for the next one.
      const tried = call % 4 < 2 ? (await runJob(killed.state, pipeline, 'verify', new Death(), later)).state : killed.state;
      const { state: ended } = await go(tried, next(3), 'detect', 2 * later);
      expect({ call, ...(end(ended) as object) }).toEqual({ call, ...(end(goal) as object) });
    }
  },
  300_000,
);

const lives = Number(process.env['HL_TRIALS'] ?? 6);

test(`killed again and again at random, ${lives} times`, async () => {
  for (let seed = 1; seed <= lives; seed += 1) {
    const random = seeded(seed);
    let [state, number] = [from, 2];
    const way: string[] = [];
    for (let kills = 3, at = 0; at < jobs.length;) {
      const job = jobs[at] as Job;
      const call = kills > 0 && random() < 0.3 ? 1 + Math.floor(random() * 40) : Infinity;
      const death = new Death(call, random() < 0.5 ? 'request' : 'answer');
      const ran = await runJob(state, number === 2 ? pipeline : next(number), job, death, later * number);
      state = ran.state;
      at += 1;
      if (!death.dead) continue;
      way.push(`${number} ${job} at ${call}`);
      [kills, number, at] = [kills - 1, number + 1, 0];
    }
    expect({ seed, way, ...(end(state) as object) }).toEqual({ seed, way, ...(end(goal) as object) });
  }
}, 300_000);
