import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { bundle } from '../../bundle/bundle.mjs';
import { fences } from './fences.mjs';
import { scratch } from '../folder.mjs';

const page = new URL('../../../docs/guides/tutorial.md', import.meta.url);
const steps = fences(readFileSync(page, 'utf8')).filter(({ kind }) => kind === 'text' || kind === 'sh [terminal 2]');
const folder = scratch();
let lab;
after(() => lab?.kill());

/** A line of a session ends with this, and the number of the step. */
const mark = '__step';

test('the tutorial, word for word: every command ends well, and says what the page shows', { timeout: 600_000 }, async () => {
  await bundle(join(folder, 'hl.mjs'));
  writeFileSync(join(folder, 'hl'), `#!/bin/sh\nexec "${process.execPath}" "${join(folder, 'hl.mjs')}" "$@"\n`);
  chmodSync(join(folder, 'hl'), 0o755);
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, HOME: folder, NO_COLOR: '1', ...author };
  for (const name of Object.keys(env)) if (name === 'CI' || /^(CI|GITLAB|GITHUB|SSH)_/.test(name)) delete env[name];

  lab = spawn('hl', ['lab', '--dir', 'lab'], { cwd: folder, env, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((up, down) => {
    lab.stdout.on('data', (text) => String(text).includes('In another terminal') && up());
    lab.on('exit', () => down(new Error('the lab ended')));
  });

  const script = steps.map(({ kind, text }, index) => (kind === 'text' ? '' : `${text}\necho ${mark} ${index}\n`)).join('');
  // Nothing else ends it: as long as it runs, the limit of the test does not count.
  const limits = { encoding: 'utf8', timeout: 540_000 };
  const { stdout, status } = spawnSync('bash', ['-e'], { cwd: folder, env, input: `exec 2>&1\n${script}`, ...limits });
  assert.equal(status, 0, stdout.slice(-3_000));
  const said = new Map(stdout.split(/(?<=__step \d+\n)/).map((part) => [Number(/__step (\d+)\n$/.exec(part)?.[1]), part]));
  for (const [index, { kind, text }] of steps.entries())
    for (const line of kind === 'text' ? text.split('\n') : [])
      assert.ok(said.get(index - 1)?.includes(line.trim()), `${line}\nis not in\n${said.get(index - 1)}`);
  assert.match(stdout, /^302 http/m, 'the page is behind its login');
});

const author = Object.fromEntries(
  ['AUTHOR', 'COMMITTER'].flatMap((who) => [
    [`GIT_${who}_NAME`, 'Somebody'],
    [`GIT_${who}_EMAIL`, 'somebody@example.org'],
  ]),
);
