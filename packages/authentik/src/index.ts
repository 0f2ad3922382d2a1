export { authentik } from './integration.js';
export { credentials, markedApplications, protections, serverVersion } from './credentials.js';
export type { Protection } from './credentials.js';
export type { AuthentikOptions, Credentials, Timing } from './options.js';
export type { ApplicationSpec, GroupBinding, OidcSpec, ProxySpec, SsoSpec } from './desired/spec.js';
