export type { Fault, ToldFault } from './faults.js';
export { traefik } from './integration.js';
export type { TraefikIntegration, TraefikOptions } from './integration.js';
export { render } from './render.js';
export type { RouteConfig, RouteSpec, Section } from './spec.js';
