import { exitCodes } from '@hl/core';
import { deployed, nothing, runJob, servicesOf, stages, worldsOf } from './model/fleet.js';
import type { Job, Pipeline, State } from './model/fleet.js';
import { explore, walk, whole } from './model/explore.js';
import { file, history } from './model/history.js';
import type { Commit, Edit, History } from './model/history.js';
import { seeded } from './model/seeded.js';

const base: Edit = { app: file('app'), other: file('other', { port: 8002 }) };

/** What the two (or three) commits after the first do. */
const stories: Record<string, readonly Edit[]> = {
  'both change the same service': [{ app: file('app', { image: '2' }) }, { app: file('app', { image: '3', subdomain: 'new' }) }],
  'each changes a service of its own': [{ app: file('app', { image: '2' }) }, { other: file('other', { port: 8002, image: '2' }) }],
  'the second takes the first back': [{ app: file('app', { image: '2', sso: true }) }, { app: file('app') }],
  'the second removes what the first changed': [{ app: file('app', { image: '2' }) }, { app: null }],
  'the second removes what the first added': [{ extra: file('extra', { port: 8003 }) }, { extra: null }],
  'the second brings back what the first removed': [{ app: null }, { app: file('app') }],
  'routes only': [{ app: file('app', { subdomain: 'a' }) }, { app: file('app', { subdomain: 'b' }) }],
  'the first moves it, the second changes it there': [
    { app: file('app', { host: 'two' }) },
    { app: file('app', { host: 'two', image: '2' }) },
  ],
  'the first renames it, the second takes that back': [
    { app: null, name: file('name', { subdomain: 'app' }) },
    { app: file('app'), name: null },
  ],
};

const pipelinesOf = ({ commits }: History): Pipeline[] =>
  commits.map((commit, index) => ({ number: index + 1, commit, before: commits[Math.max(0, index - 1)] as Commit }));

const newest = (pipelines: readonly Pipeline[]): Pipeline => pipelines.at(-1) as Pipeline;

/** The fleet is what `commit` says, and the ledger says so. */
function expectFleet(state: State, commit: Commit, way: readonly string[]): void {
  const services = servicesOf(commit);
  expect({ way, worlds: state.worlds }).toEqual({ way, worlds: worldsOf(services) });
  const known = deployed(state);
  const standing = Object.entries(known).filter(([, { service }]) => service !== null);
  expect({ way, standing: standing.map(([name, { service }]) => [name, service]) }).toEqual({
    way,
    standing: services.map((service) => [service.name, service]).sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  });
  expect({ way, bad: Object.entries(known).filter(([, { healthy, intents }]) => !healthy || intents.length > 0) }).toEqual({
    way,
    bad: [],
  });
}

let told: History | null = null;
const tell = (edits: readonly Edit[]): History => (told = history([base, ...edits]));
afterEach(() => told?.close());

const first = async (story: History): Promise<{ from: State; later: Pipeline[] }> => {
  const [pipeline, ...later] = pipelinesOf(story);
  return { from: (await whole(nothing, pipeline as Pipeline)).state, later };
};

describe('every interleaving of two pipelines ends with what the newest says', () => {
  test.each(Object.entries(stories))(
    '%s',
    async (_, edits) => {
      const { from, later } = await first(tell(edits));
      const { ends, interleavings } = await explore(from, later);
      expect(interleavings).toBeGreaterThan(1_000_000n);
      for (const { state, way } of ends) expectFleet(state, newest(later).commit, way);
    },
    120_000,
  );

  test('the second takes the first back, and no push tells it what changed', async () => {
    const { from, later } = await first(tell(stories['the second takes the first back'] ?? []));
    const pipelines = later.map((pipeline) => ({ ...pipeline, before: pipeline.commit }));
    for (const { state, way } of (await explore(from, pipelines)).ends) expectFleet(state, newest(later).commit, way);
  }, 120_000);

  test('a forced push goes back to an older commit', async () => {
    const story = tell([{ app: file('app', { image: '2' }), extra: file('extra', { port: 8003 }) }]);
    const { from, later } = await first(story);
    const [back] = story.commits as [Commit, Commit];
    const pipelines = [...later, { number: 3, commit: back, before: newest(later).commit }];
    for (const { state, way } of (await explore(from, pipelines)).ends) expectFleet(state, back, way);
  }, 120_000);

  test('a newer pipeline that fails in validate does not stand in the way of the older one', async () => {
    const { from, later } = await first(tell([{ app: file('app', { image: '2' }) }, { other: 'service: { name: other' }]));
    for (const { state, way } of (await explore(from, later)).ends) expectFleet(state, (later[0] as Pipeline).commit, way);
  }, 120_000);
});

describe('three pipelines, a sample of the orders', () => {
  test.each([
    [
      'one after the other on one service',
      [{ app: file('app', { image: '2' }) }, { app: file('app', { image: '3' }) }, { app: file('app', { sso: true }) }],
    ],
    ['there, back, and away', [{ app: file('app', { host: 'two' }) }, { app: file('app') }, { app: null }]],
    [
      'the last one changes something else',
      [{ app: file('app', { image: '2' }) }, { app: file('app') }, { other: file('other', { port: 8002, image: '2' }) }],
    ],
  ] as const)(
    '%s',
    async (_, edits) => {
      const { from, later } = await first(tell(edits));
      const random = seeded(edits.length * 7919);
      for (let draw = 0; draw < 40; draw += 1) {
        const { state, way } = await walk(from, later, random);
        expectFleet(state, newest(later).commit, way);
      }
    },
    120_000,
  );
});

describe('jobs that come again, and pipelines that do not end', () => {
  const edits = [{ app: file('app', { image: '2', subdomain: 'old' }) }, { app: file('app', { image: '3', subdomain: 'new' }) }];
  const jobs: readonly Job[] = stages.flat();

  test('a job of the old pipeline that is tried again writes nothing and says who took over; one of the newest changes nothing', async () => {
    const { from, later } = await first(tell(edits));
    const [old, young] = later as [Pipeline, Pipeline];
    const end = (await whole((await whole(from, old)).state, young)).state;
    const writing = jobs.slice(jobs.indexOf('deploy'));
    for (const job of writing) {
      const again = await runJob(end, old, job);
      expect([job, again.state.worlds, deployed(again.state)]).toEqual([job, end.worlds, deployed(end)]);
      if (again.code !== 0)
        expect([job, again.code, again.text]).toEqual([job, exitCodes.superseded, expect.stringMatching(/pipeline 3 .*has taken over/s)]);
      const newer = await runJob(end, young, job);
      expect([job, newer.code, newer.state.worlds]).toEqual([job, 0, end.worlds]);
    }
    for (const job of ['plan', 'deploy', 'traefik', 'verify'] as const)
      expect((await runJob(end, old, job)).code).toBe(exitCodes.superseded);
  });

  test('a newer pipeline that is cancelled after its plan holds the older one back, and is finished when it is tried again', async () => {
    const { from, later } = await first(tell(edits));
    const [old, young] = later as [Pipeline, Pipeline];
    let state = from;
    for (const job of ['detect', 'validate', 'plan', 'deploy'] as const) state = (await runJob(state, old, job)).state;
    for (const job of ['detect', 'validate', 'plan'] as const) state = (await runJob(state, young, job)).state;
    const held = await runJob(state, old, 'traefik');
    expect([held.code, held.state.worlds]).toEqual([exitCodes.superseded, state.worlds]);
    for (const job of jobs.slice(jobs.indexOf('deploy'))) state = (await runJob(state, young, job)).state;
    expectFleet(state, young.commit, ['cancelled', 'tried again']);
    const next = { number: 9, commit: young.commit, before: young.commit };
    expectFleet((await whole(held.state, next)).state, young.commit, ['cancelled', 'a new one']);
  });

  test('a plan by hand is only looked at until something is written: then it has its place, or another run has planned and it is refused', async () => {
    const { from, later } = await first(tell(edits));
    const [old, young] = later as [Pipeline, Pipeline];
    const hand: Pipeline = { ...young, number: 99, byHand: true };
    let state = from;
    for (const job of ['detect', 'validate', 'plan'] as const) state = (await runJob(state, old, job)).state;
    const planned = ['detect', 'validate', 'plan'] as const;
    for (const job of planned) state = (await runJob(state, hand, job)).state;
    // The pipeline has not noticed, and goes on; what was planned by hand is stale then.
    expectFleet((await whole(state, old)).state, old.commit, ['by hand, looked at']);
    const newer = await runJob(state, { ...old, number: 7 }, 'detect');
    const taken = await runJob((await runJob(newer.state, { ...old, number: 7 }, 'validate')).state, { ...old, number: 7 }, 'plan');
    expect((await runJob(taken.state, hand, 'deploy')).code).toBe(exitCodes.superseded);
    // The first write by hand takes the place: jobs of the pipeline are refused from then on.
    for (const job of jobs.slice(jobs.indexOf('deploy'))) {
      state = (await runJob(state, hand, job)).state;
      if (job === 'deploy') expect((await runJob(state, old, 'deploy')).code).toBe(exitCodes.superseded);
    }
    expectFleet(state, hand.commit, ['by hand']);
    const next = { number: 8, commit: old.commit, before: young.commit };
    expectFleet((await whole(state, next)).state, old.commit, ['a pipeline after that']);
  });
});
