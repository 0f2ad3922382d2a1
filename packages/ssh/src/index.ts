export { sshFleet } from './fleet.js';
export type { Fleet, FleetOptions } from './fleet.js';
export type { HostKey } from './host-keys.js';
export type { Keepalive } from './keepalive.js';
export { trustHost } from './known-hosts.js';
export { scanHostKeys } from './scan.js';
