export type { Clock } from './access.js';
export { render } from './client/render.js';
export type { RouteConfig, RouteSpec, Section } from './desired/spec.js';
export { traefik } from './integration.js';
export type { TraefikIntegration, TraefikOptions } from './integration.js';
export type { TraefikFault } from './observe/faults.js';
