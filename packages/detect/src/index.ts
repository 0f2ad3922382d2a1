export { detect } from './detect.js';
export { git } from './git/git.js';
export type { GitResult, RunGit } from './git/git.js';
export type { Changes, DetectOptions, LedgerFact } from './options.js';
