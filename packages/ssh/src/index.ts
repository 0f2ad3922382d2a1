export { sshFleet } from './fleet.js';
export type { Fleet, FleetOptions } from './fleet.js';
export type { HostKey } from './trust/host-keys.js';
export type { Keepalive } from './connect/keepalive.js';
export { trustHost } from './trust/known-hosts.js';
