import type { Observed, Resource } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import type { Candidate } from '../../src/rebuild/git-history.js';
import { match } from '../../src/rebuild/match.js';

const candidate = (name: string, from: Candidate['from']): Candidate => ({
  ...{ from, hash: 'h', commit: 'c' },
  service: { ...exampleService(), name },
});

const resource = (service: string, system: string, key: string, spec = { a: 1 }): Resource => ({ system, key, service, spec });

const held = (resources: [Candidate, Resource][], found: Record<string, Observed>) => ({
  resources,
  observed: new Map(Object.entries(found)),
  markless: resources.some(([, { system }]) => system === 'pihole'),
});

const ours = { spec: { a: 1, more: 'of its own' }, ours: true };

test('what is as wanted, what is otherwise, what is lacking', () => {
  const one = candidate('one', 'tree');
  const compose = held([[one, resource('one', 'compose', 'box/one')]], { 'box/one': ours });
  const traefik = held([[one, resource('one', 'traefik', 'one')]], { one: { spec: { a: 2 }, ours: true } });
  const glance = held([[one, resource('one', 'glance', 'https://one')]], { 'https://one': { ...ours, ours: false } });
  const authentik = { resources: [[one, resource('one', 'authentik', 'one')] as const], observed: null, markless: false };
  expect(match([one], [compose, traefik, glance, authentik])).toEqual([
    {
      candidate: one,
      wanted: ['compose box/one', 'traefik one', 'glance https://one', 'authentik one'],
      equal: ['compose box/one'],
      differing: ['traefik one'],
      lacking: ['glance https://one', 'authentik one'],
      unproven: [],
      made: [{ system: 'compose', key: 'box/one', spec: { a: 1 } }],
      present: true,
    },
  ]);
});

test("where there is no room for a mark, what stands proves nothing: it is somebody else's until it is adopted", () => {
  const old = candidate('old', 'deleted');
  const record = { spec: { a: 1 }, ours: false };
  const [matched] = match([old], [held([[old, resource('old', 'pihole', 'old.example.org')]], { 'old.example.org': record })]);
  expect(matched).toMatchObject({ wanted: [], equal: [], lacking: [], made: [], unproven: ['pihole old.example.org'], present: false });
});

test('what a service of the tree has now is not there for the one that had it once', () => {
  const [now, once] = [candidate('now', 'tree'), candidate('once', 'deleted')];
  const all = [now, once].map((each): [Candidate, Resource] => [each, resource(each.service.name, 'glance', 'https://shared')]);
  expect(match([now, once], [held(all, { 'https://shared': ours })]).map(({ wanted, present }) => [wanted, present])).toEqual([
    [['glance https://shared'], true],
    [[], false],
  ]);
});
