export { importCompose } from './import-compose.js';
export type { Imported, ImportInput, ImportOptions } from './options.js';
export type { Remark } from './remarks.js';
export { composeOfRun } from './docker-run.js';
export { composeOfInspect } from './inspect.js';
