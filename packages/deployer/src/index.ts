export { compose } from './integration.js';
export type { ComposeOptions } from './integration.js';
export { render } from './render.js';
export { revisions } from './revisions.js';
export type { Revision } from './revisions.js';
export type { Settle } from './settle.js';
export { sopsDecrypt } from './sops.js';
export type { SopsAnswer, SopsOptions } from './sops.js';
export type { ComposeSpec, SecretSpec, SecretState } from './spec.js';
