import { Death, nothing, runJob, servicesOf, stages, worldsOf } from '../model/fleet.js';
import type { Job, Pipeline, State } from '../model/fleet.js';
import { file, history } from '../model/history.js';
import type { Commit } from '../model/history.js';
import { seeded } from '../model/seeded.js';

const keep = file('keep', { port: 8100 });
const wiki = (more = {}): string => file('wiki', { port: 8101, sso: true, ...more });

/** What commits say of a service whose every name somebody else holds; another service is always fine. */
const edits = [
  { keep, wiki: wiki() },
  { wiki: wiki({ image: '2' }) },
  { wiki: null },
  { wiki: wiki({ tile: false }) },
  { wiki: null, renamed: file('renamed', { port: 8101, subdomain: 'wiki', sso: true }) },
  { renamed: null, wiki: wiki({ host: 'two' }) },
];

let story: readonly Commit[];
beforeAll(() => void (story = history(edits)));

/** Somebody else's objects under every name that any of the commits wants: with something else behind them, or just as they are wanted. */
function occupied(how: 'other' | 'same'): State['worlds'] {
  const services = story.flatMap(servicesOf).filter(({ name }) => name !== 'keep');
  const wanted = worldsOf(services);
  const theirs = Object.entries(wanted).map(([system, held]) => [
    system,
    Object.fromEntries(
      Object.entries(held).map(([key, one]) => [key, { ...one, owner: 'them', ...(how === 'same' ? {} : { spec: { somebody: 'else' } }) }]),
    ),
  ]);
  return Object.fromEntries(theirs) as State['worlds'];
}

const theirs = (state: State): unknown =>
  Object.fromEntries(
    Object.entries(state.worlds).map(([system, held]) => [
      system,
      Object.fromEntries(Object.entries(held).filter(([, { owner }]) => owner === 'them')),
    ]),
  );

const jobs: readonly Job[] = stages.flat();

test.each([
  ['other', 'with something else behind them'],
  ['same', 'just as they are wanted'],
] as const)(
  'names that somebody else holds (%s: %s) stay theirs, whatever pipelines, retries, kills and rollbacks do',
  async (how, _) => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const random = seeded(seed);
      const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
      let state: State = { ...nothing, worlds: occupied(how) };
      const before = theirs(state);
      const way: string[] = [];
      let pipeline = null as Pipeline | null;
      let seconds = 0;
      for (let number = 1; number <= 6; number += 1) {
        const last = pipeline;
        const commit: Commit = pick(story);
        const now: Pipeline = { number, commit, before: last?.commit ?? commit };
        pipeline = now;
        const act = async (job: Job | 'rollback', of: Pipeline, kill = false): Promise<void> => {
          const death = kill ? new Death(1 + Math.floor(random() * 12), pick(['request', 'answer'] as const)) : new Death();
          // Long enough for the lease of a job that was killed to end.
          seconds += 1_000;
          state = (await runJob(state, of, job, death, seconds)).state;
          way.push(`${of.number} ${job}${kill ? ' (killed)' : ''}`);
          expect({ seed, way, theirs: theirs(state) }).toEqual({ seed, way, theirs: before });
        };
        for (const job of jobs) {
          if (random() < 0.15) await act(job, now, true);
          await act(job, now);
        }
        if (random() < 0.4) await act(pick(jobs), pick([now, last ?? now]));
        if (random() < 0.4) await act('rollback', now);
      }
    }
  },
  300_000,
);
