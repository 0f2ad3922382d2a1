import { chmodSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { posixRemote } from '@hl/core';
import type { Exec } from '@hl/core';
import { localExec, localRemote } from '@hl/core/local';
import { ledger, nextClaim, remoteStore } from '@hl/core/state';
import type { Claim, Ledger, LedgerEntry } from '@hl/core/state';

const remote = localRemote('box');
const directory = (): string => mkdtempSync(join(tmpdir(), 'hl-state-'));
const at = (where: string): Ledger => ledger(remoteStore(remote, where));

const entry = (name: string, commit: string): LedgerEntry => ({
  version: 1,
  name,
  path: `services/x/${name}.yml`,
  host: 'h',
  service: null,
  previous: null,
  leftovers: [],
  hash: 'h',
  previousHash: null,
  commit,
  run: '1',
  pipelineUrl: null,
  time: '2026-01-01T00:00:00Z',
  healthy: true,
  rejected: null,
  outcomes: [],
  made: [],
  intents: [],
  history: [],
});

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

  test('a write that is cut off at any byte changes nothing', async () => {
    const where = directory();
    const book = at(where);
    await book.update(['a', 'b'], (name) => entry(name, 'old'));
    const before = [readFileSync(join(where, 'services/a.json'), 'utf8'), readFileSync(join(where, 'services/b.json'), 'utf8')];
    let cut = 0;
    let length = 1;
    const exec: Exec = (command, options) => {
      if (options.stdin === undefined) return localExec()(command, options);
      length = Buffer.byteLength(options.stdin as string);
      return localExec()(command, { ...options, stdin: (options.stdin as string).slice(0, cut) });
    };
    for (; cut < length; cut += 1 + Math.floor(length / 40)) {
      const broken = ledger(remoteStore(posixRemote('box', exec), where));
      await expect(broken.update(['a', 'b'], (name) => entry(name, 'new'))).rejects.toMatchObject({ kind: 'unreachable' });
      expect([readFileSync(join(where, 'services/a.json'), 'utf8'), readFileSync(join(where, 'services/b.json'), 'utf8')]).toEqual(before);
    }
    expect(readdirSync(where)).toEqual(['services']);
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

describe('order of runs', () => {
  const run = (id: string, pipeline: number | null) => ({ run: id, pipeline, commit: `c${id}`, pipelineUrl: null, time: '' });
  const chain = (...runs: ReturnType<typeof run>[]): Claim | null => runs.reduce<Claim | null>(nextClaim, null);

  test.each([
    ['the first pipeline', chain(run('7', 7)), [7, 0]],
    ['a newer one takes over', chain(run('7', 7), run('9', 9)), [9, 0]],
    ['a run by hand comes after the newest pipeline', chain(run('7', 7), run('hand', null)), [7, 1]],
    ['and the next pipeline after that', chain(run('7', 7), run('hand', null), run('8', 8)), [8, 0]],
    ['two runs by hand', chain(run('x', null), run('y', null)), [0, 2]],
    ['a job that is tried again keeps its place', chain(run('7', 7), run('7', 7)), [7, 0]],
  ])('%s', (_, claim, place) => expect(claim?.place).toEqual(place));

  test.each([
    ['an older pipeline', chain(run('9', 9)), run('7', 7)],
    ['a pipeline that a run by hand came after', chain(run('7', 7), run('hand', null)), run('7', 7)],
    ['a run by hand that another came after', chain(run('x', null), run('y', null)), { ...run('x', 0) }],
  ])('%s is refused, and told who took over', (_, newest, late) => {
    expect(() => nextClaim(newest, late)).toThrow(
      expect.objectContaining({ code: 'HL_SUPERSEDED', kind: 'superseded', message: expect.stringContaining(newest?.run ?? '-') }),
    );
  });

  test('two that claim at once: one place each, the older never after the newer', async () => {
    const book = at(directory());
    await book.claim((newest) => nextClaim(newest, run('9', 9)));
    await expect(book.claim((newest) => nextClaim(newest, run('8', 8)))).rejects.toMatchObject({ code: 'HL_SUPERSEDED' });
    expect((await book.read()).newest).toMatchObject({ run: '9', place: [9, 0] });
  });

  test('a broken fleet.json is an error with the way out', async () => {
    const where = directory();
    writeFileSync(join(where, 'fleet.json'), '');
    await expect(at(where).read()).rejects.toMatchObject({ code: 'HL_FLEET', hint: expect.stringContaining('fleet.json') });
  });
});

describe('lock', () => {
  test('one holder at a time; jobs of one owner share it, and the last one ends it', async () => {
    const book = at(directory());
    const mine = await book.lock({ owner: '1', what: 'pipeline 1', pipelineUrl: 'https://ci/1' });
    const shared = await book.lock({ owner: '1', what: 'pipeline 1' });
    const refused = { code: 'HL_LOCKED', kind: 'conflict', message: expect.stringContaining('pipeline 1') };
    await expect(book.lock({ owner: '2', what: 'pipeline 2' })).rejects.toMatchObject(refused);
    await mine.release();
    await expect(book.lock({ owner: '2', what: 'pipeline 2' })).rejects.toMatchObject(refused);
    await shared.release();
    await (await book.lock({ owner: '2', what: 'pipeline 2' })).release();
  });

  test('a job that is tried again takes the place of the one that was killed', async () => {
    const book = at(directory());
    await book.lock({ owner: '1', what: 'pipeline 1', job: 'deploy' });
    const again = await book.lock({ owner: '1', what: 'pipeline 1', job: 'deploy' });
    const beside = await book.lock({ owner: '1', what: 'pipeline 1', job: 'remove' });
    await again.release();
    await expect(book.lock({ owner: '2', what: 'pipeline 2' })).rejects.toMatchObject({ code: 'HL_LOCKED' });
    await beside.release();
    await (await book.lock({ owner: '2', what: 'pipeline 2' })).release();
  });

  test('a killed holder gives way when its lease ends', async () => {
    const where = directory();
    const lease = { owner: 'dead', what: 'killed', pipelineUrl: null, since: 0, expires: 1, holders: { job: 1 } };
    writeFileSync(join(where, 'lock.json'), JSON.stringify(lease));
    await (await at(where).lock({ owner: 'me', what: 'me' })).release();
    expect(readdirSync(where)).toEqual(['services']);
  });

  test('waiting tells who is waited for, and gets it', async () => {
    const book = at(directory());
    const first = await book.lock({ owner: '1', what: 'first' });
    const waited: string[] = [];
    const second = book.lock({
      owner: '2',
      what: 'second',
      waitMs: 10_000,
      pollMs: 20,
      onWait: ({ what }) => void (waited.push(what), first.release()),
    });
    await (await second).release();
    expect(waited).toEqual(['first']);
  });
});
