import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { remoteStore } from '@hl/core/state';
import { MemoryRemote } from '@hl/core/testing';
import { isPacked, unpacked } from '../../src/state/packed.js';
import { directory } from './on-disk.js';

const script = readFileSync(new URL('../../scripts/read-state.sh', import.meta.url), 'utf8');

/** A ledger on the disk, and what the script answers; `tools`: the only programs that machine has. */
function ledgerOf(texts: Readonly<Record<string, string>>): { where: string; answer(packed: boolean, tools?: readonly string[]): string } {
  const where = directory();
  mkdirSync(join(where, 'services'));
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(where, name), text);
  return {
    where,
    answer(packed, tools) {
      const bin = directory();
      for (const tool of tools ?? [])
        symlinkSync(spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim(), join(bin, tool));
      const env = { PATH: tools === undefined ? process.env['PATH'] : bin };
      return spawnSync('/bin/sh', ['-c', `${packed ? 'packed=1\n' : ''}${script}`, 'sh', where], { encoding: 'utf8', env }).stdout;
    },
  };
}

/** A store on a machine that gives these answers, and the scripts that it was asked with. */
function storeWith(...answers: readonly string[]) {
  const remote = new MemoryRemote('proxy');
  remote.onRun = () => ({ stdout: answers[remote.commands.length - 1] ?? '' });
  return { store: remoteStore(remote, '/var/lib/hl'), asked: remote.commands };
}

const texts = {
  'services/a.json': '{"grüße": "日本"}\n',
  'services/b.json': '',
  'services/c.json': 'x'.repeat(1024),
  'services/d.json': `${'y'.repeat(511)}\n`,
  'fleet.json': '{}',
};

test('all texts come in one answer, to the byte, as they come one by one', async () => {
  const { answer } = ledgerOf(texts);
  expect(isPacked(answer(true))).toBe(true);
  expect(Object.fromEntries(unpacked(answer(true)) ?? [])).toEqual(texts);
  expect(isPacked(answer(false))).toBe(false);
  const { store, asked } = storeWith(answer(true));
  expect(await store.read()).toEqual(await storeWith(answer(false)).store.read());
  expect(asked).toHaveLength(1);
});

test.each([['tar'], ['gzip'], ['base64']])('a machine without %s gives them one by one', (missing) => {
  const { answer } = ledgerOf(texts);
  const tools = ['ls', 'cat', 'tar', 'gzip', 'base64'].filter((tool) => tool !== missing);
  expect(isPacked(answer(true, tools))).toBe(false);
  expect(answer(true, tools)).toBe(answer(false));
});

test('an empty ledger is packed, too; one that is not there is empty', () => {
  expect(unpacked(ledgerOf({}).answer(true))?.size).toBe(0);
  expect(spawnSync('/bin/sh', ['-c', `packed=1\n${script}`, 'sh', join(directory(), 'none')], { encoding: 'utf8' }).stdout).toBe('end\0');
});

test.each<[string, (tar: Buffer) => Buffer]>([
  ['has no end', (tar) => tar.subarray(0, -3)],
  ['is cut in the midst', (tar) => Buffer.concat([tar.subarray(0, 700)])],
  ['holds a link', (tar) => Buffer.concat([tar.fill('2', 156, 157)])],
])('what %s is asked for one by one', async (_, harm) => {
  const { answer } = ledgerOf(texts);
  const tar = gunzipSync(Buffer.from(answer(true).slice(7), 'base64'));
  const harmed = `packed\n${gzipSync(harm(tar)).toString('base64')}`;
  expect(unpacked(harmed)).toBeNull();
  const { store, asked } = storeWith(harmed, answer(false));
  expect(Object.fromEntries(await store.read())).toEqual(texts);
  expect(asked).toHaveLength(2);
});
