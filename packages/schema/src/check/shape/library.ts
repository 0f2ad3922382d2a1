import { createRequire } from 'node:module';

let library: typeof import('ajv/dist/2020.js') | undefined;

/** Loaded when a file is not right. */
export const ajv = (): typeof import('ajv/dist/2020.js') =>
  (library ??= createRequire(import.meta.url)('ajv/dist/2020.js') as typeof import('ajv/dist/2020.js'));
