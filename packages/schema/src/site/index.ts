export type { Diagnostic } from '../diagnostic.js';
export { loadSite } from './load-site.js';
export { channelsIn } from './notifications.js';
export type { SshLookup } from './jumps.js';
