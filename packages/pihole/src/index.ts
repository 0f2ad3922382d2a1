export type { DnsSpec, Nameserver } from '@hl/core/dns';
export { pihole } from './integration.js';
export { product } from './product.js';
export type { Pihole } from './integration.js';
export type { PiholeOptions } from './options.js';
export type { Timing } from './timing.js';
