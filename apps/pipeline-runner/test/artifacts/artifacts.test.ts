import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HlError, type Outcome, type OutcomesFile } from '@hl/core';
import { artifacts } from '../../src/artifacts/artifacts.js';
import { failures } from '../../src/artifacts/failures.js';
import { folder as made } from '../support/folder.js';

let folder: string;
beforeEach(() => void (folder = made()));

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

test('a file has a line for each field and each item, is written in pieces, and is read back as it was', async () => {
  const outcome = (key: string): Outcome => ({
    ...{ system: 'x', key, service: 'a', before: null, after: { text: 'ü"\n' } },
    status: 'applied',
    ms: 1,
  });
  const file: OutcomesFile = {
    version: 1,
    stage: 'deploy',
    commit: 'c',
    run: '1',
    outcomes: Array.from({ length: 2_000 }, (_, at) => outcome(`k${at}`)),
  };
  await artifacts(folder, (text) => text.replaceAll('k1999', 'hidden')).writeOutcomes('deploy', file);
  await artifacts(folder).writeOutcomes('none', { ...file, outcomes: [] });
  const text = readFileSync(join(folder, 'outcomes/deploy.json'), 'utf8');
  expect(text.length).toBeGreaterThan(2 << 16);
  expect(text.split('\n')).toHaveLength(file.outcomes.length + 9);
  const [deployed, none] = await artifacts(folder).outcomes();
  expect(deployed).toEqual({ ...file, outcomes: [...file.outcomes.slice(0, -1), outcome('hidden')] });
  expect(none?.outcomes).toEqual([]);
});
