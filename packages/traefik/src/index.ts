export { about } from './about.js';
export type { About } from './about.js';
export { render } from './client/render.js';
export type { RouteConfig, RouteSpec, Section } from './desired/spec.js';
export { traefik } from './integration.js';
export type { TraefikIntegration } from './integration.js';
export type { TraefikFault } from './observe/faults.js';
export type { Clock, TraefikOptions } from './options.js';
