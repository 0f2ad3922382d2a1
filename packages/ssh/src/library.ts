import { createRequire } from 'node:module';

/** The library below node-ssh, in the very copy that node-ssh uses: it parses keys and talks to agents. Loaded when it is first needed. */
export const ssh2 = (): typeof import('ssh2') => createRequire(createRequire(import.meta.url).resolve('node-ssh'))('ssh2');
