import { createRequire } from 'node:module';

let library: typeof import('node:crypto') | undefined;

/** Node's own, loaded with the first call: a command that has nothing to do needs none of it. */
export const crypto = (): typeof import('node:crypto') =>
  (library ??= createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto'));
