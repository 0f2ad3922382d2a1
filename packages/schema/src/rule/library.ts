import { createRequire } from 'node:module';

let library: typeof import('re2js') | undefined;

/** Loaded when there is a regular expression to look at. */
export const re2js = (): typeof import('re2js') => (library ??= createRequire(import.meta.url)('re2js') as typeof import('re2js'));
