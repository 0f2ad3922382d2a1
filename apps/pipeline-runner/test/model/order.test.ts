import { exitCodes } from '@hl/core';
import { deployed, nothing, runJob, stages } from './fleet.js';
import type { Job, Pipeline } from './fleet.js';
import { walk, whole } from './explore.js';
import { file } from './history.js';
import { seeded } from './seeded.js';
import { expectFleet, first, newest, tell } from './stories.js';

test('a service is added, changed, moved, removed and brought back, and a rollback takes the last of it back', async () => {
  const edits = [
    { app: file('app', { image: '2', sso: true }) },
    { app: file('app', { host: 'two' }) },
    { app: null },
    { app: file('app') },
  ];
  const { from, later } = await first(tell(edits));
  let state = from;
  for (const pipeline of later) {
    state = (await whole(state, pipeline)).state;
    expectFleet(state, pipeline.commit, [`pipeline ${pipeline.number}`]);
  }
  const back = await runJob(state, newest(later), 'rollback');
  expect([back.code, Object.keys(back.state.worlds.traefik)]).toEqual([0, ['other']]);
  expect(nothing.worlds.traefik).toEqual({});
});

test('two pipelines, a sample of the orders: it ends with what the newest says', async () => {
  const { from, later } = await first(tell([{ app: file('app', { image: '2' }) }, { app: file('app', { image: '3', subdomain: 'new' }) }]));
  const random = seeded(20261129);
  for (let draw = 0; draw < 5; draw += 1) {
    const { state, way } = await walk(from, later, random);
    expectFleet(state, newest(later).commit, way);
  }
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
