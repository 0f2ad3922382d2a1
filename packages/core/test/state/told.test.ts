import { ledger, type Told } from '@hl/core/state';
import { memoryStore } from '@hl/core/testing';

const failure = { fingerprint: 'f', commit: 'c', time: '2026-01-01T00:00:00.000Z' };
const one: Told = { version: 1, channels: { a: { deploy: failure } } };

test('what was told is read back, and is no entry of the ledger', async () => {
  const files = new Map<string, string>();
  const book = ledger(memoryStore(files));
  expect(await book.told()).toEqual({ version: 1, channels: {} });
  expect(await book.told(() => one)).toEqual(one);
  expect(await book.told()).toEqual(one);
  expect([...files.keys()]).toEqual(['told.json']);
  expect(await book.read()).toMatchObject({ entries: [], newest: null });
});

test('what somebody else wrote in between is kept', async () => {
  const files = new Map<string, string>();
  const store = memoryStore(files);
  let raced = false;
  const book = ledger({
    ...store,
    async swap(names, next) {
      if (!raced) {
        raced = true;
        next(new Map()); // the try that comes too late
        files.set('told.json', JSON.stringify(one));
      }
      return store.swap(names, next);
    },
  });
  await book.told(({ channels }) => ({ version: 1, channels: { ...channels, b: { drift: failure } } }));
  expect((await book.told()).channels).toEqual({ a: { deploy: failure }, b: { drift: failure } });
});

test.each([
  ['nothing', ''],
  ['half of it', '{"version":1,"chan'],
  ['another version', '{"version":2,"channels":{}}'],
  ['a list', '{"version":1,"channels":[]}'],
  ['channels that are none', '{"version":1,"channels":{"a":3}}'],
])('a file that holds %s says nothing, and is written over', async (_, text) => {
  const files = new Map([['told.json', text]]);
  const book = ledger(memoryStore(files));
  expect(await book.told()).toEqual({ version: 1, channels: {} });
  expect(await book.told(() => one)).toEqual(one);
});
