import { readFileSync } from 'node:fs';
import { detect } from '@hl/detect';
import { cleanUp, service, started } from './clone.js';

afterAll(cleanUp);

async function example(cwd: string, before: string): Promise<string[]> {
  const lines: string[] = [];
  // example
  const changes = await detect({ cwd, services: 'services', source: 'push', before });
  for (const { action, name, path, reason } of changes.deploy) lines.push(`${action} ${name} (${path}): ${reason}`);
  for (const { name, path, reason } of changes.remove) lines.push(`delete ${name} (${path}): ${reason}`);
  // end
  return lines;
}

test('the example does what the README says', async () => {
  const repo = started({ 'services/old.yml': service('old') });
  repo.commit({ 'services/old.yml': null, 'services/metube.yml': service('metube') });
  expect(await example(repo.cwd, repo.first)).toEqual([
    `add metube (services/metube.yml): new since ${repo.first.slice(0, 8)}`,
    `delete old (services/old.yml): deleted since ${repo.first.slice(0, 8)}`,
  ]);
});

test('the README shows the example as it is run', () => {
  const read = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
  const source = /\/\/ example\n([^]*?)\s*\/\/ end/.exec(read('./readme.test.ts'))?.[1] ?? '';
  const outdented = source.replace(/^ {2}/gm, '');
  expect(outdented).not.toBe('');
  expect(read('../README.md')).toContain(outdented);
});
