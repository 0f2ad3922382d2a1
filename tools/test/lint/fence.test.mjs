import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ESLint } from 'eslint';
import { broken, root } from './broken.mjs';
import { planted } from './planted.mjs';

describe('what has no place is seen as `nx lint` runs there; in every package: fence.deep.test.mjs', () => {
  for (const [index, [code, faults, right]] of planted.entries())
    test(code.replaceAll('\n', ' '), async () => {
      // Another package for each of them.
      const [fault, fine] = [faults, right].map((paths) => paths[index % Math.max(1, paths.length)]);
      if (fault) assert.notDeepEqual(await broken(fault, code), [], `${fault} should be refused`);
      if (fine) assert.deepEqual(await broken(fine, code), [], `${fine} should pass`);
    });
});

const all = new ESLint({ cwd: root });
describe('every package is linted by the rules', () => {
  for (const home of ['packages', 'apps'].flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`)))
    test(home, async () => {
      const { rules } = await new ESLint({ cwd: join(root, home) }).calculateConfigForFile('src/index.ts');
      for (const file of ['src/index.ts', 'test/index.test.ts'])
        assert.deepEqual(
          await all.calculateConfigForFile(join(home, file)),
          await new ESLint({ cwd: join(root, home) }).calculateConfigForFile(file),
          `lint-all, ${file}`,
        );
      for (const name of [
        'hl/fence',
        '@nx/enforce-module-boundaries',
        '@typescript-eslint/no-floating-promises',
        '@typescript-eslint/no-misused-promises',
      ])
        assert.equal(rules[name]?.[0], 2, name);
    });
});
