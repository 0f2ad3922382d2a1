import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { run } from './programs.mjs';

const asked = [['--version'], ['--help'], ['plan', '--help'], ['validate']];

/**
 * What was installed and the one file do the same: the words of the first answers are equal, and each starts the embedded
 * homelab and reads its repository.
 *
 * @param {string} folder where the package is installed @param {string} file hl.mjs
 */
export async function trial(folder, file, version) {
  const [first, second] = await Promise.all([join(folder, 'node_modules/.bin/hl'), file].map((hl) => answers(folder, hl)));
  assert.match(first[0], new RegExp(`^hl/${version} `));
  assert.deepEqual(second, first, 'hl.mjs and the package answer differently');
}

async function answers(folder, hl) {
  const lab = spawn(hl, ['lab'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'], detached: true, timeout: 180_000 });
  const closed = once(lab, 'close');
  try {
    const repository = await repositoryOf(lab);
    const there = (words) => (words[0] === 'validate' ? [...words, '--cwd', repository] : words);
    return await Promise.all(asked.map((words) => run(folder, hl, there(words))));
  } finally {
    if (lab.exitCode === null && lab.signalCode === null) process.kill(-lab.pid, 'SIGTERM');
    await closed;
  }
}

async function repositoryOf(lab) {
  let told = '';
  for await (const chunk of lab.stdout) {
    const found = /^ +repository +(.*)$/m.exec((told += chunk));
    if (found) return found[1];
  }
  throw new Error(`hl lab has ended: ${told}`);
}
