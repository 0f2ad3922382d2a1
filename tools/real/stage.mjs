// What every step works with: the two hosts as they really are, the repository, and the hl command in it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { outside } from './outside.mjs';
import { repository } from './repository.mjs';

/** The directory that hosts.sh made. */
export const work = process.argv[2];
export const alpha = outside(join(work, 'alpha'));
export const beta = outside(join(work, 'beta'));
export const knownHosts = join(work, 'known_hosts');
/** Secrets in the environment of hl. */
export const secret = { WEB_TOKEN: `first $1 "two" 'three' \\ #four` };
export const repo = repository(join(work, 'repository'), { HOME: join(work, 'home'), SSH_KEY_FILE: join(work, 'id') });

/** All containers; equal before and after means that nothing was recreated or restarted. */
export const everything = () => ({ alpha: alpha.containers(), beta: beta.containers() });
export const without = (containers, ...names) => Object.fromEntries(Object.entries(containers).filter(([name]) => !names.includes(name)));

export const hl = (words, options = {}) => repo.hl(words, { ...options, env: { ...secret, ...options.env } });

export async function good(words, options) {
  const result = await hl(words, options);
  assert.equal(result.code, 0, `hl ${words.join(' ')} ended with ${result.code ?? result.signal}:\n${result.printed}`);
  return result;
}

export async function bad(words, options) {
  const result = await hl(words, options);
  assert.ok(result.code > 0, `hl ${words.join(' ')} should have failed, and ended with ${result.code ?? result.signal}:\n${result.printed}`);
  return result;
}

/** The environment of a pipeline in CI. A retried job has the same id. */
export const pipeline = (id) => ({ CI: 'true', CI_PIPELINE_ID: id, CI_COMMIT_SHA: repo.head() });

let broken = false;

/** One step after the other; each begins where the one before it ended. */
export const step = (name, play) =>
  test(name, async () => {
    if (broken) throw Object.assign(new Error('a step before this one failed'), { stack: '' });
    broken = true;
    await play();
    broken = false;
  });

after(() => {
  for (const name of broken ? ['alpha', 'beta'] : []) {
    const told = readFileSync(join(work, name, 'dockerd.log'), 'utf8').split('\n');
    const errors = told.filter((line) => /level=(error|fatal)/.test(line)).slice(-5);
    if (errors.length > 0) console.log(`errors of the engine of ${name}:\n${errors.join('\n')}`);
  }
});
