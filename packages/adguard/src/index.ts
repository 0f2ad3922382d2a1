export type { DnsSpec, Nameserver } from '@hl/core/dns';
export { adguard } from './integration.js';
export type { AdguardOptions } from './options.js';
export { product } from './product.js';
