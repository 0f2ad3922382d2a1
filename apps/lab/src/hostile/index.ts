export { hostileServer } from './server.js';
export type { HostileServer } from './server.js';
export { tricks } from './tricks.js';
export type { Trick } from './tricks.js';
