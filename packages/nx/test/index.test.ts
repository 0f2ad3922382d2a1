import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CreateNodes } from '@nx/devkit';
import { createNodes, type HlNxOptions } from '@hl/nx';

let workspaceRoot: string;
beforeEach(() => void (workspaceRoot = mkdtempSync(join(tmpdir(), 'hl-nx-'))));

/** It is what Nx wants by Nx's own types, or this does not compile. */
const [pattern, infer]: CreateNodes<HlNxOptions> = createNodes;
const asked = (options?: HlNxOptions) => infer(['nx.json'], options, { workspaceRoot, nxJsonConfiguration: {} });

test('it is asked by a file that nobody deletes', () => {
  expect(pattern).toBe('nx.json');
});

test('without hl.yml there is nothing', async () => {
  expect(await asked()).toEqual([]);
});

test('each project stands by the file that it is of', async () => {
  writeFileSync(join(workspaceRoot, 'site.yml'), 'services: .');
  writeFileSync(join(workspaceRoot, 'a.yml'), '{[');
  const found = await asked({ config: 'site.yml', homelab: 'all', command: 'hl' });
  expect(found.map(([file, { projects }]) => [file, Object.keys(projects ?? {}), Object.values(projects ?? {})[0]?.name])).toEqual([
    ['site.yml', ['site.yml'], 'all'],
    ['a.yml', ['a.yml'], 'a'],
  ]);
});
