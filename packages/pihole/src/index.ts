export type { DnsSpec } from './desired.js';
export { pihole } from './integration.js';
export type { Pihole } from './integration.js';
export type { PiholeOptions } from './options.js';
export type { DnsServer } from './dns-client.js';
export { systemNames } from './system-name.js';
export type { Timing } from './timing.js';
