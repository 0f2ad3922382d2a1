export { authentikEmulator } from './emulator.js';
export { embeddedName } from './options.js';
export type { AuthentikEmulator, AuthentikEmulatorOptions, Foreign, OutpostSeed } from './options.js';
export type { AuthentikVersion } from './profile.js';
export type { Served } from './outpost/snapshot.js';
export type { User } from './outpost/users.js';
