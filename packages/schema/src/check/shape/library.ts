import { createRequire } from 'node:module';

/** Loaded when a file is not right. */
export const library = (): typeof import('ajv/dist/2020.js') => createRequire(import.meta.url)('ajv/dist/2020.js');
