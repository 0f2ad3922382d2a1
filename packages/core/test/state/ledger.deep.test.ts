import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { posixRemote } from '@hl/core';
import type { Exec } from '@hl/core';
import { localExec, localRemote } from '@hl/core/local';
import { ledger, remoteStore } from '@hl/core/state';
import type { Ledger, LedgerEntry } from '@hl/core/state';

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

describe('ledger', () => {
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
});
