export { authentikEmulator } from './emulator.js';
export { embeddedName } from './surface.js';
export type { AuthentikEmulator, AuthentikEmulatorOptions, Foreign, OutpostSeed } from './surface.js';
export type { AuthentikVersion } from './profile.js';
export type { Served } from './snapshot.js';
export type { User } from './users.js';
