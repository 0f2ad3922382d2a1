import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { broken } from './broken.mjs';
import { planted } from './planted.mjs';

for (const [code, faults, right] of planted)
  test(code.replaceAll('\n', ' '), async () => {
    for (const path of faults) assert.notDeepEqual(await broken(path, code), [], `${path} should be refused`);
    for (const path of right) assert.deepEqual(await broken(path, code), [], `${path} should pass`);
  });

describe('what needs types is seen', () => {
  for (const { code, fault } of [
    { code: 'export const work = async (): Promise<void> => undefined;\nwork();', fault: /no-floating-promises/ },
    { code: '[1].forEach(async () => undefined);', fault: /no-misused-promises/ },
  ])
    test(code.replaceAll('\n', ' '), async () => assert.match((await broken('packages/http/src/index.ts', code, {})).join('\n'), fault));
});
