import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { posixRemote } from '@hl/core';
import type { Remote } from '@hl/core';
import { localExec } from '@hl/core/local';
import { needsWhole, notWhole, sealOf } from '../../src/remote/whole.js';

describe('what a command ended with', () => {
  test.each([
    ['cut', 74, 'hl: only 3 of 9 bytes arrived\n', { cut: true, said: 'only 3 of 9 bytes arrived' }],
    ['other bytes', 74, 'noise\nhl: other bytes arrived', { cut: true, said: 'other bytes arrived' }],
    ['no tool to tell', 75, 'hl: there is no sha256sum\n', { cut: false, said: 'there is no sha256sum' }],
    ['a command’s own 74', 74, 'tar: short read', null],
    ['a command’s own 75', 75, '', null],
    ['another code, whatever it says', 1, 'hl: only 3 of 9 bytes arrived', null],
    ['well', 0, '', null],
  ])('%s', (_, code, stderr, expected) => expect(notWhole(code, stderr)).toEqual(expected));
});

test('bytes are counted, not characters', () => {
  expect(sealOf('ü')).toEqual(['2', expect.stringMatching(/^[0-9a-f]{64}$/)]);
  expect(sealOf(Buffer.from('ü'))).toEqual(sealOf('ü'));
});

test('a script that needs it has it', () => {
  expect(needsWhole('echo mine')).toMatch(/^whole\(\) \{[\s\S]*\necho mine$/m);
});

describe('what arrives', () => {
  const directory = mkdtempSync(join(tmpdir(), 'hl whole '));
  const path = join(directory, 'a file.yml');
  beforeEach(() => writeFileSync(path, 'old'));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** A machine to which only so many bytes of the standard input come, as when the connection is cut. */
  const cutAt = (at: number): Remote =>
    posixRemote('box', (command, { stdin, ...options }) =>
      localExec()(command, { ...options, ...(stdin === undefined ? {} : { stdin: Buffer.from(stdin as string).subarray(0, at) }) }),
    );
  const content = 'speed: 1\r\nname: "ünï"\n';
  const ways: readonly (readonly [string, (remote: Remote) => Promise<unknown>])[] = [
    ['a file that is renamed over', (remote) => remote.write(path, content)],
    ['a file that is overwritten', (remote) => remote.write(path, content, { how: 'inPlace' })],
    ['a command with input', (remote) => remote.run(['sh', '-c', 'cat > "$1"', 'sh', path], { stdin: content })],
    ['a long one', (remote) => remote.run(['sh', '-c', 'cat > "$1"', 'sh', path, 'x'.repeat(30_000)], { stdin: content })],
  ];

  test.each(ways)('%s: all of it, or nothing is done', async (_, use) => {
    for (const at of [0, Buffer.byteLength(content) - 1]) {
      await expect(use(cutAt(at))).rejects.toMatchObject({ code: 'HL_CUT', kind: 'unreachable' });
      expect(readFileSync(path, 'utf8')).toBe('old');
    }
    await use(cutAt(1e9));
    expect(readFileSync(path, 'utf8')).toBe(content);
  });
});
