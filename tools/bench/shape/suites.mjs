import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** In the order of the page. */
const names = ['startup', 'detect', 'plan', 'deploy', 'noop', 'dns', 'routes', 'tiles', 'verify', 'pipeline', 'memory'];

const file = (name) => new URL(`../suites/${name}.mjs`, import.meta.url);

export const suites = names.filter((name) => existsSync(file(name)));

/** @returns {Promise<{ run: () => Promise<import('./result.mjs').Result[]> }>} */
export const load = (name) => import(file(name).href);

/** Nobody may be watching. */
const minutes = 10;

/** @returns {Promise<import('./result.mjs').Result[]>} */
export function measure(name) {
  const child = fork(fileURLToPath(new URL('../one.mjs', import.meta.url)), [name], { timeout: minutes * 60_000 });
  return new Promise((resolve, reject) => {
    child.once('message', resolve).once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(signal === null ? `it ended with ${code}` : `it was ended by ${signal}, or took more than ${minutes} minutes`)),
    );
  });
}
