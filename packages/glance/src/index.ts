export type { Timing } from './client/timing.js';
export type { Bookmark, Monitor, TileSpec } from './desired/desired.js';
export { isHealthy } from './healthy.js';
export { glance } from './integration.js';
export type { GlanceOptions } from './integration.js';
