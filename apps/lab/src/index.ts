export { loopback } from './address.js';
export { httpEmulator } from './http.js';
export type { Answer, HttpEmulator, HttpFault, Request } from './http.js';
