import { execFileSync } from 'node:child_process';
import { tar } from '../../src/client/tar.js';

const long = `${'directory/'.repeat(12)}file.txt`;

test('tar lists and unpacks it: modes, long names, sizes around a block', () => {
  const sizes = [0, 1, 511, 512, 513];
  const archive = tar([
    ...sizes.map((size) => ({ path: `size-${size}`, mode: 0o644, content: Buffer.alloc(size, 'x') })),
    { path: 'bin/run', mode: 0o755, content: Buffer.from('#!/bin/sh\n') },
    { path: long, mode: 0o600, content: Buffer.from('deep') },
    { path: 'ünï ☃', mode: 0o640, content: Buffer.from('named') },
  ]);
  expect(archive.length % 512).toBe(0);
  const listed = execFileSync('tar', ['-tvf', '-', '--quoting-style=literal'], {
    input: archive,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  }).toString();
  const rows = listed
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/));
  expect(rows.map(([mode, , size]) => [mode, Number(size)])).toEqual([
    ...sizes.map((size) => ['-rw-r--r--', size]),
    ['-rwxr-xr-x', 10],
    ['-rw-------', 4],
    ['-rw-r-----', 5],
  ]);
  const content = (path: string): string => execFileSync('tar', ['-xOf', '-', path], { input: archive }).toString();
  expect([content(long), content('size-513')]).toEqual(['deep', 'x'.repeat(513)]);
});

test('nothing is an empty archive', () => {
  expect(Buffer.from(tar([]))).toEqual(Buffer.alloc(1024));
});
