export { sshFleet } from './fleet.js';
export type { Fleet } from './fleet.js';
export type { HostKey } from './trust/host-keys.js';
export type { FleetOptions, Keepalive } from './options.js';
export { trustHost } from './trust/known-hosts.js';
export { readSshConfig } from './config/read-ssh-config.js';
export type { SshConfig, SshConfigHost } from './config/read-ssh-config.js';
export { defaultKeys } from './login/default-keys.js';
