export type { Timing } from './client/timing.js';
export type { Bookmark, Monitor, TileSpec } from './desired/desired.js';
export { isHealthy, markedUrls } from './healthy.js';
export { glance } from './integration.js';
export type { GlanceOptions } from './integration.js';
export type { Shown } from './observe/shown.js';
export { shownTiles } from './shown-tiles.js';
