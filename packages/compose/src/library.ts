import { createRequire } from 'node:module';

let library: typeof import('yaml') | undefined;

/** Loaded when a compose file is read or written: most commands, most of the time, do neither. */
export const yaml = (): typeof import('yaml') => (library ??= createRequire(import.meta.url)('yaml') as typeof import('yaml'));
