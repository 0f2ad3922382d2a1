export {
  containerNames,
  effective,
  environmentOf,
  expected,
  imageOf,
  imagesOf,
  listOf,
  mapOf,
  mountSources,
  namesIn,
  pairsOf,
  readCompose,
  sharedNetworks,
} from './compose-file.js';
export type { ComposeFile, Expected } from './compose-file.js';
export { emit } from './emit.js';
export { escapeCompose, escapeLiteral, variablesIn } from './interpolation.js';
export type { Declared, Variable } from './interpolation.js';
export { merge } from './merge.js';
export type { JsonMap } from './merge.js';
export { heldPorts, overlaps, publishedPorts } from './ports.js';
export type { Port } from './ports.js';
export { problemsOf } from './problems.js';
export type { Problem } from './problems.js';
export { sameMeaning } from './same-meaning.js';
export { volumesOf } from './volumes.js';
export type { Volume } from './volumes.js';
