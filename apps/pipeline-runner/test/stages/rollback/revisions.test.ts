import type { LedgerEntry } from '@hl/core/state';
import { exampleService } from '@hl/core/testing';
import { imagesOf } from '../../../src/stages/rollback/former-images.js';
import { revisionLines } from '../../../src/stages/rollback/revision-lines.js';
import { rowsOf } from '../../../src/stages/rollback/revisions.js';

const service = (tag: number) => exampleService({ deployment: { image: `image:${tag}` } });
const revision = (number: number) => ({
  number,
  time: `2026-01-0${number}T00:00:00.000Z`,
  commit: `c${number}`,
  hash: `h${number}`,
  service: service(number),
});
const entry = (rest: Partial<LedgerEntry> = {}): LedgerEntry => ({
  ...{ version: 1, name: 'metube', path: 'services/metube.yml', host: 'docker-media', service: service(2), previous: null, leftovers: [] },
  ...{ hash: 'h2', previousHash: null, commit: 'c2', run: '2', pipelineUrl: null, time: '', healthy: true, rejected: null },
  ...{ outcomes: [], made: [], intents: [], history: [], revisions: [revision(1), revision(2)] },
  ...rest,
});

test('each with the command that brings it back', () => {
  expect(revisionLines(entry(), new Map([['c1', 'feat: metube']]), Infinity)).toEqual([
    'REVISION  TIME                  COMMIT  IMAGE    TITLE         GO BACK',
    '1         2026-01-01T00:00:00Z  c1      image:1  feat: metube  hl rollback metube --to 1',
    '2         2026-01-02T00:00:00Z  c2      image:2  -             stands now',
  ]);
});

test.each<[string, Partial<LedgerEntry>]>([
  ['a run that failed', { healthy: false }],
  ['containers that were put back alone', { hash: 'revision 1' }],
  ['a removal', { service: null }],
])('after %s none stands', (_, rest) => {
  expect(revisionLines(entry(rest), new Map(), Infinity).join('\n')).not.toContain('stands now');
});

test('a ledger of former times has none', () => {
  const { revisions: _, ...former } = entry();
  expect(revisionLines(former, new Map(), Infinity)).toEqual(['metube has no revisions yet: the next run that ends well gives it one.']);
});

test('what the host alone keeps is listed, what both have once', () => {
  const kept = [
    { number: 7, time: null, commit: 'c0' },
    { number: 8, time: null, commit: 'c1' },
    { number: 9, time: null, commit: null },
  ];
  expect(rowsOf('metube', entry(), 'docker-media', kept).map(({ number, containers }) => [number, containers])).toEqual([
    [7, true],
    [9, true],
    [1, false],
    [2, false],
  ]);
  expect(rowsOf('metube', null, 'docker-media', kept).map(({ number }) => number)).toEqual([7, 8, 9]);
});

test('images come back from the newest revision that had just this compose file', () => {
  const kept = (['a', 'b', 'a', 'c'] as const).map((compose, index) => ({
    ...{ number: index, time: null, commit: null, images: { web: `sha256:${index}` } },
    spec: { compose } as Parameters<typeof imagesOf>[1][number]['spec'],
  }));
  expect(imagesOf({ compose: 'a' }, kept)).toEqual({ web: 'sha256:2' });
  expect(imagesOf({ compose: 'x' }, kept)).toBeNull();
  expect(imagesOf({ compose: 'a', overlay: 'o' }, kept)).toBeNull();
});
