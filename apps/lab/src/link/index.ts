export { slowLink } from './slow-link.js';
export type { SlowLink, SlowLinkOptions, Later } from './slow-link.js';
