export { traefik } from './integration.js';
export type { TraefikOptions } from './integration.js';
export { render } from './render.js';
export type { RouteConfig, RouteSpec, Section } from './spec.js';
