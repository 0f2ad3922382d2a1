import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { posixRemote } from '@hl/core';
import type { Exec } from '@hl/core';
import { localExec } from '@hl/core/local';
import { ledger, remoteStore } from '@hl/core/state';
import { at, directory, entry } from './on-disk.js';

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
