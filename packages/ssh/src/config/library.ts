import { createRequire } from 'node:module';

/** Loaded when there is a file to read. */
export const sshConfig = (): typeof import('ssh-config') => createRequire(import.meta.url)('ssh-config') as typeof import('ssh-config');
