import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localRemote } from '@hl/core/local';
import { endLease, ledger, lock } from '@hl/core/state';
import type { LedgerEntry } from '@hl/core/state';

const remote = localRemote('box');
const directory = (): string => mkdtempSync(join(tmpdir(), 'hl-state-'));

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
  history: [],
});

describe('ledger', () => {
  test('an empty one is empty; entries are found again', async () => {
    const book = ledger(remote, directory());
    expect(await book.list()).toEqual([]);
    await book.update('a', () => entry('a', '1'));
    await book.update('b', () => entry('b', '1'));
    expect((await book.list()).map(({ name }) => name)).toEqual(['a', 'b']);
    await book.update('a', () => null);
    expect((await book.list()).map(({ name }) => name)).toEqual(['b']);
  });

  test('writers side by side lose nothing and leave no temporary file', async () => {
    const where = directory();
    const book = ledger(remote, where);
    await Promise.all(
      ['p', 'q', 'r', 's'].map((letter) => book.update('a', (old) => ({ ...entry('a', ''), commit: `${old?.commit ?? ''}${letter}` }))),
    );
    const [found] = await book.list();
    expect([...(found?.commit ?? '')].sort().join('')).toBe('pqrs');
    expect(readdirSync(join(where, 'services'))).toEqual(['a.json']);
  });

  test('a broken entry is an error, never an empty ledger', async () => {
    const where = directory();
    const book = ledger(remote, where);
    await book.update('a', () => entry('a', '1'));
    writeFileSync(join(where, 'services', 'b.json'), '{"half');
    await expect(book.list()).rejects.toMatchObject({ code: 'HL_LEDGER', kind: 'refused' });
  });
});

describe('lock', () => {
  test('one holder at a time; jobs of one owner share it', async () => {
    const where = directory();
    const mine = await lock(remote, where, { owner: '1', what: 'pipeline 1', pipelineUrl: 'https://ci/1' });
    const shared = await lock(remote, where, { owner: '1', what: 'pipeline 1' });
    await expect(lock(remote, where, { owner: '2', what: 'pipeline 2' })).rejects.toMatchObject({
      code: 'HL_LOCKED',
      kind: 'conflict',
      message: expect.stringContaining('pipeline 1'),
    });
    await mine.release();
    await shared.release();
    const theirs = await lock(remote, where, { owner: '2', what: 'pipeline 2' });
    await theirs.release();
  });

  test('a killed holder gives way when its lease ends', async () => {
    const where = directory();
    writeFileSync(join(where, 'lock.json'), JSON.stringify({ owner: 'dead', what: 'killed', pipelineUrl: null, since: 0, expires: 1 }));
    const mine = await lock(remote, where, { owner: 'me', what: 'me' });
    await mine.release();
    expect(readdirSync(where)).toEqual([]);
  });

  test('a lease that was left for the next job of its owner is ended by the last one, and only by it', async () => {
    const where = directory();
    await (await lock(remote, where, { owner: '1', what: 'first' })).release({ graceSeconds: 60 });
    await endLease(remote, where, '2');
    await expect(lock(remote, where, { owner: '2', what: 'second' })).rejects.toMatchObject({ code: 'HL_LOCKED' });
    await endLease(remote, where, '1');
    await (await lock(remote, where, { owner: '2', what: 'second' })).release();
    expect(readdirSync(where)).toEqual([]);
  });

  test('waiting tells who is waited for, and gets it', async () => {
    const where = directory();
    const first = await lock(remote, where, { owner: '1', what: 'first' });
    const waited: string[] = [];
    const second = lock(remote, where, {
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
