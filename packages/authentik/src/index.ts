export { authentik } from './integration.js';
export { credentials, protection } from './protection.js';
export type { Protection } from './protection.js';
export type { AuthentikOptions, Credentials, Timing } from './options.js';
export type { ApplicationSpec, GroupBinding, OidcSpec, ProxySpec, SsoSpec } from './spec.js';
