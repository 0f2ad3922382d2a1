export { compose } from './integration.js';
export type { ComposeOptions } from './integration.js';
export { render } from './desired/render.js';
export { revisions } from './observe/revisions.js';
export type { Revision } from './observe/revisions.js';
export type { Settle } from './apply/wait-until-stable.js';
export type { ComposeSpec, SecretSpec, SecretState } from './spec.js';
