import { exitCodes } from '@hl/core';
import { deployed, Death, goesOn, runJob, servicesOf, worldsOf } from './fleet.js';
import type { Job, Pipeline, State } from './fleet.js';
import { jobs, later, twoCommits, whole } from './explore.js';
import { file, guest } from './history.js';
import type { Edit } from './history.js';
import { seeded } from './seeded.js';

/**
 * Everything at once: add, change, rename (port and host name kept), move, remove, sign-on off and on, a page for another, a container in
 * the network of one that changes, over three hosts.
 */
const before: Edit = {
  change: file('change', { host: 'one', port: 8001, page: 'former' }),
  guest: guest('guest', 'change'),
  old: file('old', { host: 'one', port: 8002, subdomain: 'name' }),
  move: file('move', { host: 'two', port: 8003 }),
  remove: file('remove', { host: 'two', port: 8004, sso: true }),
  close: file('close', { host: 'three', port: 8005 }),
  open: file('open', { host: 'three', port: 8006, sso: true }),
};
const after: Edit = {
  add: file('add', { host: 'one', port: 8007, sso: true }),
  change: file('change', { host: 'one', port: 8001, image: '2', subdomain: 'changed', page: 'newer' }),
  old: null,
  renamed: file('renamed', { host: 'one', port: 8002, subdomain: 'name' }),
  move: file('move', { host: 'three', port: 8003 }),
  remove: null,
  close: file('close', { host: 'three', port: 8005, sso: true }),
  open: file('open', { host: 'three', port: 8006 }),
};

let from: State;
let goal: State;
let pipeline: Pipeline;
beforeAll(async () => {
  ({ from, pipeline } = await twoCommits(before, after));
  goal = (await whole(from, pipeline)).state;
}, 60_000);

/** The rest of a pipeline from `job` on. */
async function goOn(state: State, of: Pipeline, job: Job): Promise<State> {
  let now = state;
  for (const next of jobs.slice(jobs.indexOf(job))) {
    const ran = await runJob(now, of, next, new Death(), later);
    now = ran.state;
    if (!goesOn(next, ran.code)) throw new Error(`${next} ended with ${ran.code}: ${ran.text}`);
  }
  return now;
}

interface Kill {
  readonly job: Job;
  readonly call: number;
  readonly lost: 'request' | 'answer';
}

/** The state in which a run is left that is killed at one outside call of one job. */
async function killed(states: ReadonlyMap<Job, State>, { job, call, lost }: Kill): Promise<State> {
  const ran = await runJob(states.get(job) as State, pipeline, job, new Death(call, lost));
  expect(ran.code).toBe(137);
  return ran.state;
}

/** The state ahead of each job of the run that was never killed, and how many outside calls it makes. */
async function undisturbed(): Promise<{ states: Map<Job, State>; calls: Map<Job, number> }> {
  const [states, calls] = [new Map<Job, State>(), new Map<Job, number>()];
  let state = from;
  for (const job of jobs) {
    states.set(job, state);
    const death = new Death();
    state = (await runJob(state, pipeline, job, death)).state;
    calls.set(job, death.calls);
  }
  return { states, calls };
}

test('the run that was never killed makes true what git says', () => {
  expect(goal.worlds).toEqual(worldsOf(servicesOf(pipeline.commit)));
  expect(Object.values(deployed(goal)).every(({ healthy }) => healthy)).toBe(true);
});

const writing = jobs.filter((job) => job !== 'detect' && job !== 'validate');

test.each(['request', 'answer'] as const)(
  'killed at every outside call (%s lost): tried again, or finished by a new pipeline, it ends the same',
  async (lost) => {
    const { states, calls } = await undisturbed();
    let trials = 0;
    for (const job of writing) {
      for (let call = 1; call <= (calls.get(job) ?? 0); call += 1) {
        const state = await killed(states, { job, call, lost });
        const again = await goOn(state, pipeline, job);
        expect({ job, call, worlds: again.worlds, ledger: deployed(again) }).toEqual({
          job,
          call,
          worlds: goal.worlds,
          ledger: deployed(goal),
        });
        const next = await goOn(state, { ...pipeline, number: 3, before: pipeline.commit }, 'detect');
        expect({ job, call, worlds: next.worlds, ledger: deployed(next) }).toEqual({
          job,
          call,
          worlds: goal.worlds,
          ledger: deployed(goal),
        });
        trials += 2;
      }
    }
    expect(trials).toBeGreaterThan(100);
  },
  300_000,
);

/** Trials of a share of the seeds: all 1 000 with HL_TRIALS=1000. */
const share = Number(process.env['HL_TRIALS'] ?? 60);

test(`killed again and again at random, ${share} times`, async () => {
  const { calls } = await undisturbed();
  for (let seed = 1; seed <= share; seed += 1) {
    const random = seeded(seed);
    let state = from;
    let current = pipeline;
    const way: string[] = [];
    // Up to three kills, each followed by a retry or by a new pipeline.
    for (let job: Job = 'detect', kills = 3; ;) {
      const call = kills > 0 && random() < 0.25 ? 1 + Math.floor(random() * ((calls.get(job) ?? 0) + 1)) : Infinity;
      const death = new Death(call, random() < 0.5 ? 'request' : 'answer');
      const ran = await runJob(state, current, job, death, later * (4 - kills));
      state = ran.state;
      if (death.dead) {
        kills -= 1;
        way.push(`${current.number} ${job} at ${call}`);
        if (random() < 0.5) [current, job] = [{ ...pipeline, number: current.number + 1, before: pipeline.commit }, 'detect'];
        continue;
      }
      if (!goesOn(job, ran.code) || ran.code === exitCodes.superseded)
        throw new Error(`${way.join(', ')}: ${job} ended with ${ran.code}: ${ran.text}`);
      const next: Job | undefined = jobs[jobs.indexOf(job) + 1];
      if (next === undefined) break;
      job = next;
    }
    expect({ seed, way, worlds: state.worlds, ledger: deployed(state) }).toEqual({
      seed,
      way,
      worlds: goal.worlds,
      ledger: deployed(goal),
    });
  }
}, 600_000);
