import type { PlannedService } from '@hl/core';
import { begun, concluded, numbered, revisionOf, rolledBack } from '@hl/core/state';
import type { LedgerEntry } from '@hl/core/state';
import { exampleService } from '@hl/core/testing';

const version = (tag: number) => exampleService({ deployment: { image: `image:${tag}` } });

/** A run of its own for each; null: the service is removed. */
function live(tags: readonly (number | null)[], healthy: (tag: number | null) => boolean = () => true): LedgerEntry {
  let entry: LedgerEntry | null = null;
  for (const [index, tag] of tags.entries()) {
    const run = { run: `${index}`, commit: `c${index}`, pipelineUrl: null, by: 'ann', time: `2026-01-01T00:00:0${index}Z` };
    const before = entry?.service ?? null;
    const after = tag === null ? null : version(tag);
    const planned: PlannedService = {
      ...{ name: 'metube', path: 'services/metube.yml', action: 'modify', before, after },
      ...{ hash: tag === null ? '' : `h${tag}`, previousHash: entry?.hash ?? null, leftovers: [] },
    };
    entry = concluded(begun(entry, planned, run), planned, run, healthy(tag));
  }
  return entry as LedgerEntry;
}
const shown = ({ revisions = [] }: LedgerEntry): [number, string][] => revisions.map(({ number, hash }) => [number, hash]);

test.each<[string, (number | null)[], [number, string][]]>([
  [
    'each definition that was found well',
    [1, 2],
    [
      [1, 'h1'],
      [2, 'h2'],
    ],
  ],
  ['the same one again is no other', [1, 1], [[1, 'h1']]],
  [
    'one that comes again keeps its number, and is the last that stood',
    [1, 2, 1],
    [
      [2, 'h2'],
      [1, 'h1'],
    ],
  ],
  [
    'the next one gets a number that none had',
    [1, 2, 1, 3],
    [
      [2, 'h2'],
      [1, 'h1'],
      [3, 'h3'],
    ],
  ],
  ['six are kept', [1, 2, 3, 4, 5, 6, 7], [2, 3, 4, 5, 6, 7].map((tag) => [tag, `h${tag}`])],
  [
    'a removal has no number, and takes none away',
    [1, 2, null],
    [
      [1, 'h1'],
      [2, 'h2'],
    ],
  ],
])('%s', (_, tags, expected) => expect(shown(live(tags))).toEqual(expected));

test('what was not found well is none', () => {
  expect(shown(live([1, 2, 3], (tag) => tag !== 2))).toEqual([
    [1, 'h1'],
    [2, 'h3'],
  ]);
});

test('a line of the history says which one stood afterwards, and who started it', () => {
  const { history } = live([1, 2, 1, null], (tag) => tag !== 2);
  expect(history.map(({ revision, by }) => [revision, by])).toEqual([
    [1, 'ann'],
    [undefined, 'ann'],
    [1, 'ann'],
    [undefined, 'ann'],
  ]);
});

test('what stands when a ledger of former times meets its first run has a number from then on', () => {
  const { revisions: _, ...former } = live([1]);
  const next = begun(
    former,
    { name: 'metube', path: '', action: 'modify', before: version(1), after: version(2), hash: 'h2', previousHash: 'h1', leftovers: [] },
    { run: '9', commit: 'c9', pipelineUrl: null, time: '2026-02-01T00:00:00Z' },
  );
  expect(shown(next)).toEqual([[1, 'h1']]);
});

test('what was rolled back to keeps its number', () => {
  const entry = live([1, 2]);
  const way: PlannedService = {
    name: 'metube',
    path: '',
    action: 'modify',
    before: version(2),
    after: version(1),
    hash: 'h1',
    previousHash: 'h2',
    leftovers: [],
  };
  const back = rolledBack(entry, way, { run: '9', commit: 'c9', pipelineUrl: null, time: '2026-02-01T00:00:00Z' }, true);
  expect(shown(back)).toEqual([
    [2, 'h2'],
    [1, 'h1'],
  ]);
  expect(back.history.at(-1)).toMatchObject({ action: 'rollback', revision: 1 });
  expect(revisionOf(back, back.service)?.number).toBe(1);
});

test('containers that were put back alone are no definition', () => {
  const entry = { ...live([1]), service: version(2), hash: 'revision 1' };
  expect(numbered(entry)).toBe(entry);
});
