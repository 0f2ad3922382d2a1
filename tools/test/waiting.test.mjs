import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../waiting.mjs';

const run = async (script, { isTTY = false, after = 0 } = {}) => {
  const said = [];
  const out = { isTTY, write: (text) => void said.push(text.toString()) };
  const { CI } = process.env;
  delete process.env.CI;
  const code = await waitFor('Building', process.execPath, ['-e', script], { out, after });
  if (CI !== undefined) process.env.CI = CI;
  return { code, said: said.join('') };
};

test('a program that takes long is told at its start and its end, once a line, without what it prints', async () => {
  const { code, said } = await run('console.log("noise")');
  assert.equal(code, 0);
  assert.match(said, /^Building …\nBuilding: done \(\d+ s\)\n$/);
});

test('on a terminal it is one line, which ends', async () => {
  const { said } = await run('', { isTTY: true });
  assert.match(said, /^\rBuilding … \d+ s (\rBuilding … \d+ s )*\rBuilding: done \(\d+ s\) {3}\n$/);
});

test('one that is done before anybody wonders is not told', async () => {
  assert.deepEqual(await run('', { after: 2 ** 30 }), { code: 0, said: '' });
});

test('why it failed is told, with its code', async () => {
  const { code, said } = await run('console.error("no space left"); process.exit(3)');
  assert.equal(code, 3);
  assert.match(said, /Building: failed \(\d+ s\)\nno space left\n$/);
});
