import type { Pipeline } from './fleet.js';
import { explore, walk } from './explore.js';
import { file } from './history.js';
import type { Commit, Edit } from './history.js';
import { seeded } from './seeded.js';
import { expectFleet, first, newest, tell } from './stories.js';

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
    const [back] = story as [Commit, Commit];
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
