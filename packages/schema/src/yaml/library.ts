import { createRequire } from 'node:module';

let library: typeof import('yaml') | undefined;

/** Loaded for a text in which something is odd: the others are read without it. */
export const yaml = (): typeof import('yaml') => (library ??= createRequire(import.meta.url)('yaml') as typeof import('yaml'));
