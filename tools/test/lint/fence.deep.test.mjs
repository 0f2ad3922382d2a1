import assert from 'node:assert/strict';
import { test } from 'node:test';
import { broken } from './broken.mjs';
import { planted } from './planted.mjs';

for (const [code, faults, right] of planted)
  test(code.replaceAll('\n', ' '), async () => {
    for (const path of faults) assert.notDeepEqual(await broken(path, code), [], `${path} should be refused`);
    for (const path of right) assert.deepEqual(await broken(path, code), [], `${path} should pass`);
  });
