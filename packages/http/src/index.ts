export type { AnswerHeaders, Fetch } from './fetch.js';
export { neverSent, systemCode, whyOf } from './failure.js';
export type { Asked, Why } from './failure.js';
export { nodeFetch } from './node-fetch.js';
export type { NodeFetchOptions } from './node-fetch.js';
export { request } from './request.js';
export type { Answer, RequestOptions } from './request.js';
export { trusting } from './tls.js';
