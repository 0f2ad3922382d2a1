export { loopback } from './address.js';
export { certificate } from './certificate/certificate.js';
export type { Signed } from './certificate/certificate.js';
export { httpEmulator } from './http.js';
export type { Answer, HttpEmulator, HttpFault, Request } from './http.js';
export { start } from './starter/start.js';
export { hostShell, shellRemote } from './shell.js';
export type { Shell } from './shell.js';
