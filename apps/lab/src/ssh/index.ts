export { keyPair } from './key-pair.js';
export type { KeyPair } from './key-pair.js';
export { sshHost } from './host.js';
export type { SshHost, SshHostOptions } from './host.js';
export type { CommandFault, SshFaults } from './faults.js';
export { hostShell } from '../shell.js';
export type { Shell } from '../shell.js';
