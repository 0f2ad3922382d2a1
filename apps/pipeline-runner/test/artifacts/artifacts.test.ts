import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HlError } from '@hl/core';
import { artifacts } from '../../src/artifacts/artifacts.js';
import { failures } from '../../src/artifacts/failures.js';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'hl-artifacts-'))));
afterEach(() => rmSync(folder, { recursive: true }));

test.each([
  ['an artifact', (directory: string): void => artifacts(directory).writeText('plan.txt', 'x')],
  ['a failure', (directory: string): void => failures(directory, (text) => text).record('plan', new HlError('HL_X', 'x', { kind: 'bug' }))],
])('a folder that is made for %s is not for git', (_, write) => {
  write(join(folder, '.hl'));
  expect(readFileSync(join(folder, '.hl/.gitignore'), 'utf8')).toBe('*\n');
});

test('a folder that was there is left as it is', () => {
  mkdirSync(join(folder, 'own'));
  artifacts(join(folder, 'own')).writeText('plan.txt', 'x');
  expect(readdirSync(join(folder, 'own'))).toEqual(['plan.txt']);
});
