import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { posixRemote } from '@hl/core';
import type { Remote } from '@hl/core';
import { localExec } from '@hl/core/local';

const directory = mkdtempSync(join(tmpdir(), 'hl whole '));
const temporary = join(directory, 'tmp');
const path = join(directory, 'a file.yml');
beforeEach(() => {
  rmSync(directory, { recursive: true });
  mkdirSync(temporary, { recursive: true });
  writeFileSync(path, 'old');
});
afterAll(() => rmSync(directory, { recursive: true }));

/** A machine to which only what `send` lets through of the standard input comes, as when the connection is cut. */
const through = (send: (input: Buffer) => Uint8Array, env: Record<string, string> = {}): Remote => {
  const exec = localExec({ env: { ...process.env, TMPDIR: temporary, ...env } });
  return posixRemote('box', (command, { stdin, ...options }) =>
    exec(command, { ...options, ...(stdin === undefined ? {} : { stdin: send(Buffer.from(stdin as string)) }) }),
  );
};
const marks = (): string => join(directory, 'ran');
const ways: readonly (readonly [string, (remote: Remote, content: Uint8Array) => Promise<unknown>])[] = [
  ['a file that is renamed over', (remote, content) => remote.write(path, content)],
  ['a file that is overwritten', (remote, content) => remote.write(path, content, { how: 'inPlace' })],
  ['a script with input', (remote, stdin) => remote.run(['sh', '-c', 'touch "$1"; cat > "$2"', 'sh', marks(), path], { stdin })],
  ['a script that is the input', (remote) => remote.run(['sh', '-s', marks(), path], { stdin: 'touch "$1"; echo new > "$2"' })],
];
const untouched = (): void => {
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(directory).sort()).toEqual(['a file.yml', 'tmp']);
  expect(readdirSync(temporary)).toEqual([]);
};

describe.each(ways)('%s', (_, use) => {
  const small = Buffer.from('speed: 1\r\nname: "ünï"\n\0rest\n');
  const big = Buffer.from(Array.from({ length: 200_000 }, (_, n) => (n * 31) % 256));

  test('cut at any byte leaves everything as it was', async () => {
    const cuts = Array.from({ length: 12 }, (_, n) => n * 2);
    const tried = cuts.map((at) => through((input) => input.subarray(0, at)));
    for (const remote of tried) await expect(use(remote, small)).rejects.toMatchObject({ code: 'HL_CUT', kind: 'unreachable' });
    untouched();
  });

  test('cut at any block, or one byte short, leaves everything as it was', async () => {
    for (const at of [1, 4096, 65_536, 65_537, 131_072, 199_999]) {
      const remote = through((input) => input.subarray(0, Math.min(at, input.length - 1)));
      await expect(use(remote, big)).rejects.toMatchObject({ code: 'HL_CUT' });
    }
    untouched();
  });

  test('other bytes of the same length are not taken', async () => {
    const remote = through((input) => input.map((byte, at) => (at === input.length - 1 ? byte ^ 1 : byte)));
    await expect(use(remote, big)).rejects.toMatchObject({ code: 'HL_CUT', message: expect.stringContaining('other bytes') });
    untouched();
  });

  test('all of it arrives', async () => {
    await use(
      through((input) => input),
      big,
    );
    expect(existsSync(marks()) || readFileSync(path).equals(big)).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('a machine that cannot check says so and does nothing', async () => {
    const bare = join(directory, 'bare');
    execFileSync('sh', [
      '-c',
      'mkdir "$1"; for c in sh cat wc mktemp rm mv cp chmod mkdir dirname find; do ln -s "$(command -v $c)" "$1"; done',
      'sh',
      bare,
    ]);
    const remote = through((input) => input, { PATH: bare });
    await expect(use(remote, small)).rejects.toMatchObject({ code: 'HL_NO_SHA256', kind: 'refused' });
    rmSync(bare, { recursive: true });
    untouched();
  });

  test('the tools of busybox will do, and shasum', async () => {
    for (const [program, alias] of [['sha256sum', 'shasum']]) {
      const bare = join(directory, `bin-${alias}`);
      mkdirSync(bare);
      for (const name of ['sh', 'cat', 'wc', 'mktemp', 'rm', 'mv', 'cp', 'chmod', 'mkdir', 'dirname', 'find', 'sync', 'touch', 'env'])
        symlinkSync(execFileSync('sh', ['-c', 'command -v "$1"', 'sh', name]).toString().trim(), join(bare, name));
      writeFileSync(join(bare, alias as string), `#!/bin/sh\n[ "$1 $2" = "-a 256" ] && exec /usr/bin/${program}\n`, { mode: 0o755 });
      await use(
        through((input) => input, { PATH: bare }),
        big,
      );
    }
    expect(readFileSync(path, 'utf8')).not.toBe('old');
  });
});

test('what a machine that went down left beside a file goes after an hour, what looks like it does not', async () => {
  const [old, young, other] = [`${path}.hl-abcdef`, `${path}.hl-ghijkl`, `${path}.backup`];
  for (const file of [old, young, other]) writeFileSync(file, 'part');
  const hoursAgo = new Date(Date.now() - 2 * 3600_000);
  for (const file of [old, other]) utimesSync(file, hoursAgo, hoursAgo);
  await through((input) => input).write(path, 'new');
  expect([old, young, other, path].map((file) => existsSync(file))).toEqual([false, true, true, true]);
});

test('a directory is not written into', async () => {
  const place = join(directory, 'd');
  mkdirSync(place);
  await expect(through((input) => input).write(place, 'x')).rejects.toMatchObject({ code: 'HL_FILE' });
  expect(readdirSync(place)).toEqual([]);
  rmSync(place, { recursive: true });
  untouched();
});

test('a command with input keeps its exit code, its umask and its output', async () => {
  const remote = through((input) => input);
  const result = await remote.run(['sh', '-c', 'umask; cat; echo no >&2; touch "$1"; exit 74', 'sh', join(directory, 'made')], {
    stdin: 'in',
    accept: [74],
  });
  expect(result).toEqual({ code: 74, stdout: `${process.umask().toString(8).padStart(4, '0')}\nin`, stderr: 'no\n' });
  expect(statSync(join(directory, 'made')).mode & 0o777).toBe(0o666 & ~process.umask());
});
