import type { LedgerEntry } from '@hl/core';
import { ledger } from '@hl/core/state';
import { exampleService, memoryStore } from '@hl/core/testing';

const service = exampleService();
const whole: LedgerEntry = {
  ...{
    version: 1,
    name: 'metube',
    path: service.path,
    host: service.host,
    service,
    previous: null,
    leftovers: [],
    hash: 'h',
    previousHash: null,
  },
  ...{
    commit: 'c',
    run: '1',
    pipelineUrl: null,
    time: '',
    healthy: true,
    rejected: null,
    outcomes: [],
    made: [],
    intents: [],
    history: [],
  },
};
const file = 'services/metube.json';
const at = (text: string) => {
  const files = new Map([
    [file, text],
    ['fleet.json', '{"version":1,"place":[1,0]}'],
    ['lock.json', '{}'],
  ]);
  return { files, book: ledger(memoryStore(files)) };
};

test('entries are the files of services, and nothing else that lies there', async () => {
  const { entries, newest } = await at(JSON.stringify(whole)).book.read();
  expect(entries).toEqual([whole]);
  expect(newest?.place).toEqual([1, 0]);
});

test.each([
  ['nothing', '', 'an empty'],
  ['blanks', ' \n', 'an empty'],
  ['half of it', JSON.stringify(whole).slice(0, 40), 'a broken'],
  ['another version', JSON.stringify({ ...whole, version: 2 }), 'a broken'],
  ['no name', JSON.stringify({ ...whole, name: 7 }), 'a broken'],
  ['no outcomes', JSON.stringify({ ...whole, outcomes: null }), 'a broken'],
])('an entry that holds %s is an error with the way out; it is made anew, not updated', async (_, text, what) => {
  const { book, files } = at(text);
  const error = {
    ...{ code: 'HL_LEDGER', kind: 'refused', message: `the ledger in memory holds ${what} entry for metube: services/metube.json` },
    hint: expect.stringContaining('hl ledger rebuild metube'),
  };
  await expect(book.read()).rejects.toMatchObject(error);
  await expect(book.update(['metube'], () => null)).rejects.toMatchObject(error);
  expect(files.get(file)).toBe(text);
  await book.remake('metube', (entry) => (entry === null ? whole : null));
  expect((await book.read()).entries).toEqual([whole]);
});

test('an entry that can be read is given to whoever makes it anew', async () => {
  const { book, files } = at(JSON.stringify(whole));
  await book.remake('metube', (entry) => entry && { ...entry, commit: 'new' });
  expect((await book.read()).entries[0]?.commit).toBe('new');
  await book.remake('metube', () => null);
  expect(files.has(file)).toBe(false);
});

test('what is left as it is keeps its bytes', async () => {
  const text = JSON.stringify(whole);
  const { book, files } = at(text);
  await book.update(['metube'], (_, entry) => entry);
  expect(files.get(file)).toBe(text);
  await book.update(['metube'], (_, entry) => entry && { ...entry });
  expect(files.get(file)).toMatch(/^\{\n "[\s\S]*\}\n$/);
  expect(JSON.parse(files.get(file) ?? '')).toEqual(whole);
});

test('an entry of before a field existed has it as if it said nothing', async () => {
  const { made: _, intents: __, leftovers: ___, ...older } = whole;
  const outcome = { system: 's', key: 'k', service: 'metube', before: null, after: 1, status: 'applied', ms: 1 };
  const { book } = at(JSON.stringify({ ...older, outcomes: [outcome], previous: { ...service, traefik: undefined } }));
  expect((await book.read()).entries).toEqual([
    { ...whole, outcomes: [outcome], made: [{ system: 's', key: 'k', spec: 1 }], previous: { ...service, traefik: null } },
  ]);
});
