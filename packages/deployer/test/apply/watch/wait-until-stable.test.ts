import { readCompose } from '@hl/compose';
import type { Watch } from '../../../src/apply/watch/wait-until-stable.js';
import { defaultSettle, verdict, waitUntilStable } from '../../../src/apply/watch/wait-until-stable.js';
import type { SampledContainer } from '../../../src/observe/sample.js';

const seen = (over: Partial<SampledContainer> = {}): SampledContainer => ({
  id: 'id',
  name: 'web-1',
  state: 'running',
  status: 'Up',
  image: '',
  project: 'web',
  service: 'web',
  configHash: '',
  imageId: '',
  directory: '',
  oneOff: false,
  ports: '',
  owner: 'web',
  restarts: 0,
  startPeriodMs: 0,
  listens: false,
  ...over,
});

interface Look {
  readonly containers?: readonly SampledContainer[];
  readonly identity?: string;
  readonly quietMs?: number;
}

/** Watches with a clock of its own; the last sample stays. */
async function watch(looks: readonly Look[], over: Partial<Watch> = {}, compose = 'services: {web: {restart: always}}') {
  const pauses: number[] = [];
  let [now, index] = [1000, 0];
  const sample: Watch['sample'] = async () => {
    const { containers = [seen()], identity = 'same', quietMs = 0 } = looks[Math.min(index++, looks.length - 1)] ?? {};
    return { containers, identity, quietMs };
  };
  const clock = { now: () => now, sleep: async (ms: number) => void (pauses.push(ms), (now += ms)) };
  const end = await waitUntilStable({ ...defaultSettle, sample, file: readCompose(compose), first: false, clock, ...over });
  return { end, pauses, ms: now - 1000 };
}

describe('stable', () => {
  test.each<[string, Look[], Partial<Watch>, number[]]>([
    ['after the time it has to stay so', [{}], {}, [500, 250, 250]],
    ['sooner when the host knows for how long it is up', [{ quietMs: 600 }], {}, [500]],
    ['the rest of the time only', [{ quietMs: 450 }, { quietMs: 500 }], {}, [500, 50]],
    ['anew after a restart', [{}, { identity: 'b' }], {}, [500, 250, 250, 250]],
    ['with another time', [{}], { stableMs: 100, intervalMs: 30 }, [100, 30, 30, 30, 10]],
    ['once its health check has passed', [{ containers: [seen({ status: 'Up (health: starting)' })] }, {}], {}, [500, 250, 250]],
    ['a first deployment that listens at once', [{ containers: [seen({ listens: true })] }], { first: true }, []],
    ['a first deployment that does not listen', [{}], { first: true }, [250, 250]],
    ['a replaced one that listens has to prove itself, too', [{ containers: [seen({ listens: true })] }], {}, [500, 250, 250]],
  ])('%s', async (_, looks, over, pauses) => {
    const result = await watch(looks, over);
    expect(result.end).toMatchObject({ stable: true });
    expect(result.pauses).toEqual(pauses);
  });

  test('a first deployment of several listens with all that do not end', async () => {
    const services = 'services: {web: {restart: always}, job: {}, db: {restart: always}}';
    const [web, job] = [seen({ listens: true }), seen({ service: 'job', state: 'exited', status: 'Exited (0) now' })];
    const db = seen({ service: 'db' });
    expect((await watch([{ containers: [web, job, db] }], { first: true }, services)).pauses).toEqual([250, 250]);
    expect((await watch([{ containers: [web, job, { ...db, listens: true }] }], { first: true }, services)).pauses).toEqual([]);
  });
});

describe('not stable', () => {
  test.each<[string, Look[], Partial<Watch>, string, number]>([
    [
      'one that ended',
      [{ containers: [seen({ state: 'exited', status: 'Exited (3) 2 seconds ago' })] }],
      {},
      'container web-1 is Exited (3)',
      500,
    ],
    ['an unhealthy one', [{ containers: [seen({ status: 'Up 1 second (unhealthy)' })] }], {}, 'container web-1 is unhealthy', 500],
    ['one that is dead', [{ containers: [seen({ state: 'dead', status: 'Dead' })] }], {}, 'container web-1 is dead', 500],
    [
      'a paused update',
      [{ containers: [seen({ state: 'at a paused update: x', status: '' })] }],
      {},
      'container web-1 is at a paused update: x',
      500,
    ],
    [
      'a health check that never passes',
      [{ containers: [seen({ status: 'Up (health: starting)' })] }],
      { deadlineMs: 2000 },
      'container web-1 is still health: starting after 2 s',
      2250,
    ],
    [
      'one that is being restarted',
      [{ containers: [seen({ state: 'restarting', status: 'Restarting (1)' })] }],
      { restartingMs: 1000 },
      'container web-1 is still restarting after 1 s',
      1250,
    ],
    ['one that is not there', [{ containers: [] }], { restartingMs: 1000 }, 'web has no container after 1 s', 1250],
    [
      'one that only crashes',
      [{}, { containers: [seen({ state: 'restarting', status: 'Restarting (7) now', restarts: 3 })] }],
      {},
      'container web-1 crashes again and again: started anew 3 times, last ended with 7',
      750,
    ],
    [
      'one that crashes and runs for a moment',
      [{}, { containers: [seen({ restarts: 4 })] }],
      {},
      'container web-1 crashes again and again: started anew 4 times',
      750,
    ],
  ])('%s', async (_, looks, over, reason, ms) => {
    const result = await watch(looks, over);
    expect(result.end).toMatchObject({ stable: false, reason });
    expect(result.ms).toBe(ms);
  });

  test('a start period is waited for, and the deadline ends it all the same', async () => {
    const restarting = [{ containers: [seen({ state: 'restarting', status: 'Restarting (1)', startPeriodMs: 3000 })] }];
    expect(await watch(restarting, { restartingMs: 1000 })).toMatchObject({ end: { stable: false }, ms: 3250 });
    expect(await watch(restarting, { restartingMs: 1000, deadlineMs: 2000 })).toMatchObject({ end: { stable: false }, ms: 2250 });
  });
});

describe('verdict', () => {
  const wanted = [
    { service: 'web', oneShot: false },
    { service: 'job', oneShot: true },
  ];
  const [web, job] = [seen(), seen({ service: 'job', name: 'job-1', state: 'exited', status: 'Exited (0) now' })];
  const starting = { ...web, status: 'Up (health: starting)' };
  const created = { ...web, state: 'created', status: 'Created' };

  test.each<[string, SampledContainer[], object | null]>([
    ['all are there', [web, job], null],
    ['what nobody wants is nobodys business', [web, job, seen({ service: 'other', state: 'dead' })], null],
    ['one is missing', [web], { reason: 'job has no container', containers: [], restarting: true }],
    [
      'one is starting',
      [starting, job],
      { reason: 'container web-1 is still health: starting', containers: [starting], restarting: false },
    ],
    ['one is created', [created, job], { reason: 'container web-1 is still created', containers: [created], restarting: true }],
    [
      'both',
      [starting],
      { reason: 'container web-1 is still health: starting, job has no container', containers: [starting], restarting: false },
    ],
  ])('%s', (_, containers, unfinished) => {
    expect(verdict(containers, wanted)).toEqual({ bad: [], unfinished });
  });

  test('a one-shot that failed, and a service that ended', () => {
    const [failed, ended] = [
      { ...job, status: 'Exited (1) now' },
      { ...web, state: 'exited', status: 'Exited (0) now' },
    ];
    expect(verdict([failed, ended], wanted).bad).toEqual([failed, ended]);
  });
});
