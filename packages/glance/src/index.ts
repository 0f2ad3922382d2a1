export type { Bookmark, Monitor, TileSpec } from './desired.js';
export { glance } from './integration.js';
export type { GlanceOptions } from './integration.js';
export type { Timing } from './timing.js';
