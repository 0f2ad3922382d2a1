export { sopsDecrypt } from './sops.js';
export type { SopsAnswer, SopsOptions } from './sops.js';
