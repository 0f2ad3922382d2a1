import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger } from '@hl/core/state';
import { exampleService } from '@hl/core/testing';
import { at, directory, entry } from './on-disk.js';

const names = async (book: Ledger): Promise<string[]> => (await book.read()).entries.map(({ name }) => name).sort();

describe('ledger', () => {
  test('an empty one is empty; entries are found again, several are written at once', async () => {
    const book = at(join(directory(), 'not', 'there', 'yet'));
    expect(await book.read()).toMatchObject({ entries: [], newest: null });
    await book.update(['a', 'b', 'ü'], (name) => (name === 'ü' ? null : entry(name, 'Grüße')));
    expect(await names(book)).toEqual(['a', 'b']);
    expect((await book.read()).entries[1]).toEqual(entry('b', 'Grüße'));
    await book.update(['a', 'b'], (name, old) => (name === 'a' ? null : old));
    expect(await names(book)).toEqual(['b']);
  });

  test('what an entry says several times is one object, what it says otherwise stays', async () => {
    const book = at(directory());
    const [service, older] = [exampleService(), exampleService({ port: 1 })];
    const change = { system: 'x', key: 'k', service: 'a', before: null };
    const [first, second] = [{ text: 'first' }, { text: 'second' }];
    const written = {
      ...entry('a', '1'),
      service,
      outcomes: [first, second].map((after) => ({ ...change, after, status: 'applied' as const, ms: 1 })),
      made: [{ system: 'x', key: 'k', spec: second }],
      revisions: [older, service].map((one, number) => ({ number, time: '', commit: '', hash: '', service: one })),
    };
    await book.update(['a'], () => written);
    const [found] = (await book.read()).entries;
    expect(found).toEqual(written);
    expect(found?.revisions?.[1]?.service).toBe(found?.service);
    expect(found?.outcomes[1]?.after).toBe(found?.made[0]?.spec);
  });

  test('its fingerprint changes with its entries', async () => {
    const book = at(directory());
    const prints = [(await book.read()).fingerprint];
    await book.update(['a'], () => entry('a', '1'));
    prints.push((await book.read()).fingerprint);
    await book.update(['a'], () => entry('a', '2'));
    prints.push((await book.read()).fingerprint, (await book.read()).fingerprint);
    expect(new Set(prints).size).toBe(3);
    expect(prints[3]).toBe(prints[2]);
  });

  test('writers side by side lose nothing and leave no temporary file', async () => {
    const where = directory();
    const book = at(where);
    await Promise.all(
      ['p', 'q', 'r', 's'].map((letter) =>
        book.update(['a', letter], (name, old) => (name === 'a' ? { ...entry('a', ''), commit: `${old?.commit ?? ''}${letter}` } : old)),
      ),
    );
    const [found] = (await book.read()).entries;
    expect([...(found?.commit ?? '')].sort().join('')).toBe('pqrs');
    expect([...readdirSync(where), ...readdirSync(join(where, 'services'))]).toEqual(['services', 'a.json']);
  });

  test.each([
    ['broken', '{"half'],
    ['empty', ''],
  ])('a %s entry is an error with the way out, never an empty ledger', async (word, text) => {
    const where = directory();
    const book = at(where);
    await book.update(['a'], () => entry('a', '1'));
    writeFileSync(join(where, 'services', 'b.json'), text);
    const error = {
      code: 'HL_LEDGER',
      kind: 'refused',
      message: expect.stringContaining(word),
      hint: expect.stringContaining('hl ledger rebuild b'),
    };
    await expect(book.read()).rejects.toMatchObject(error);
    await expect(book.update(['b'], () => entry('b', '2'))).rejects.toMatchObject(error);
    await book.remake('b', (old) => entry('b', old === null ? '3' : '4'));
    expect((await book.read()).entries.find(({ name }) => name === 'b')?.commit).toBe('3');
    expect(await names(book)).toEqual(['a', 'b']);
  });

  test('an entry of before there was a memory knows what its outcomes prove', async () => {
    const where = directory();
    const book = at(where);
    const outcome = { system: 'pihole', key: 'a.lab', service: 'a', before: null, after: { addresses: ['192.0.2.1'] }, ms: 1 };
    const old = { ...entry('a', '1'), made: undefined, intents: undefined };
    await book.update(
      ['a'],
      () =>
        ({
          ...old,
          outcomes: [
            { ...outcome, status: 'applied' },
            { ...outcome, key: 'b.lab', status: 'unchanged' },
          ],
        }) as never,
    );
    expect((await book.read()).entries[0]?.made).toEqual([{ system: 'pihole', key: 'a.lab', spec: outcome.after }]);
  });

  const root = process.getuid?.() === 0;
  // Root may write everywhere: a file in the place of the directory stands for what cannot be written.
  test('a directory that cannot be written gives a sentence, and one that cannot be read is not empty', async () => {
    const where = directory();
    const file = join(where, 'file');
    writeFileSync(file, '');
    const blocked = at(root ? join(file, 'ledger') : (chmodSync(where, 0o500), join(where, 'ledger')));
    const error: Error = (await blocked.update(['a'], () => entry('a', '1')).catch((thrown: Error) => thrown)) as Error;
    expect(error).toMatchObject({ code: 'HL_STATE', kind: 'refused' });
    expect(error.message).not.toMatch(/mkdir -p "|set -eu|\n/);
  });
});
