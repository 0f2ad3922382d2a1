export type { BaseSource, Changes, DeployEntry, HeldEntry, RemoveEntry } from './changes.js';
export { contentAt } from './content.js';
export { detect } from './detect.js';
export type { DetectOptions, LedgerFact } from './detect.js';
export { git } from './git.js';
export type { GitResult, RunGit } from './git.js';
