// What every step works with: the hosts as they really are, the repository, and the hl command in it.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { outside } from './outside.mjs';
import { repository } from './repository.mjs';

/** The directory that hosts.sh made. */
export const work = process.argv[2];
export const alpha = outside(join(work, 'alpha'));
export const beta = outside(join(work, 'beta'));
/** A third engine, made a Swarm by its own steps. */
export const swarm = outside(join(work, 'swarm'));
export const knownHosts = join(work, 'known_hosts');
/** Secrets in the environment of hl. */
export const secret = { WEB_TOKEN: `first $1 "two" 'three' \\ #four`, HIVE_TOKEN: 'nectar $0' };
export const repo = repository(join(work, 'repository'), { HOME: join(work, 'home'), SSH_KEY_FILE: join(work, 'id') });

/** All containers; equal before and after means that nothing was recreated or restarted. */
export const everything = () => ({ alpha: alpha.containers(), beta: beta.containers() });
export const without = (containers, ...names) => Object.fromEntries(Object.entries(containers).filter(([name]) => !names.includes(name)));

export const hl = (words, options = {}) => repo.hl(words, { ...options, env: { ...secret, ...options.env } });

/** How a call of hl ended, for messages: exit code or signal, how long it took, and the last of what it printed. */
export const ending = ({ code, signal, seconds, printed }) =>
  `${signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`} after ${seconds.toFixed(1)} s, having printed:\n${
    printed.split('\n').slice(-60).join('\n') || '(nothing)'
  }`;

export async function good(words, options) {
  const result = await hl(words, options);
  assert.ok(result.code === 0, `hl ${words.join(' ')} ${ending(result)}`);
  return result;
}

/** `code`: the exit code that it should have. */
export async function bad(words, { code = undefined, ...options } = {}) {
  const result = await hl(words, options);
  const expected = code === undefined ? result.code > 0 : result.code === code;
  assert.ok(expected, `hl ${words.join(' ')} should have failed${code === undefined ? '' : ` with ${code}`}, and ${ending(result)}`);
  return result;
}

/** The environment of a pipeline in CI. A retried job has the same id. */
export const pipeline = (id) => ({ CI: 'true', CI_PIPELINE_ID: id, CI_COMMIT_SHA: repo.head() });

let broken = false;

/** One step after the other; each begins where the one before it ended. */
export const step = (name, play) =>
  test(name, { timeout: 240_000 }, async () => {
    if (broken) throw Object.assign(new Error('a step before this one failed'), { stack: '' });
    broken = true;
    await play();
    broken = false;
  });

const lastLines = (path, wanted) =>
  (existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []).filter((line) => wanted.test(line)).slice(-5);

after(() => {
  for (const name of broken ? ['alpha', 'beta', 'swarm'] : []) {
    const told = [
      ...lastLines(join(work, name, 'dockerd.log'), /level=(error|fatal)/),
      ...lastLines(join(work, name, 'sshd.log'), /error|fatal|drop|refused/i),
    ];
    if (told.length > 0) console.log(`the daemons of ${name} say:\n${told.join('\n')}`);
  }
});
