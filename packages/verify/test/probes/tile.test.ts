import type { Check } from '@hl/verify';
import { tileLooks, type ShownTile } from '../../src/probes/tile.js';
import { one, run } from '../servers.js';

const check = (url = 'https://a.test'): Check => ({
  ...{ kind: 'tile', service: 'a', name: 'tile', graceMs: 0 },
  ...{ dashboard: 'Glance', url, title: 'A' },
});
const says = (state: ShownTile['state'], pages = ['home']) => ({
  tilesOf: async (urls: readonly string[]) => new Map(urls.map((url) => [url, { state, pages }])),
});

test.each([
  ['shown', 'pass', 'on home'],
  ['stale', 'fail', 'not on home'],
  ['absent', 'fail', 'no such entry in its file'],
  ['hidden', 'skip', 'Glance shows its pages to nobody who is not logged in'],
] as const)('%s: %s', async (state, status, actual) => {
  expect(await one(check(), says(state))).toMatchObject({ status, actual, evidence: { pages: 'home', url: 'https://a.test' } });
});

test('a dashboard that was not asked proves nothing; one that does not answer is a failure', async () => {
  expect(await one(check())).toMatchObject({ status: 'skip', actual: 'Glance was not asked' });
  const away = async (): Promise<never> => Promise.reject(new Error('Glance does not answer'));
  expect(await one(check(), { tilesOf: away })).toMatchObject({ status: 'fail', actual: 'Glance does not answer' });
});

test('all services are one look, and each further look is one more', async () => {
  const looks: (readonly string[])[] = [];
  const tilesOf = async (urls: readonly string[]): Promise<Map<string, ShownTile>> => {
    looks.push(urls);
    return new Map(urls.map((url) => [url, { state: looks.length < 2 ? 'stale' : 'shown', pages: ['home'] }]));
  };
  const results = await run([check('https://a.test'), check('https://b.test')], { tilesOf, deadlineMs: 5_000 });
  expect(results.map(({ status, attempts }) => [status, attempts])).toEqual(Array(2).fill(['pass', 2]));
  expect(looks).toEqual(Array(2).fill(['https://a.test', 'https://b.test']));
});

test('who comes while a look is under way gets the next one', async () => {
  const looks: (readonly string[])[] = [];
  const ask = tileLooks(
    async (urls) => (looks.push(urls), new Map(urls.map((url) => [url, { state: 'shown', pages: [] }]))),
    async () => {},
  );
  await ask('a');
  expect(await Promise.all([ask('b'), ask('c')])).toHaveLength(2);
  expect(looks).toEqual([['a'], ['b', 'c']]);
});
