export {
  containerName,
  containerNames,
  effective,
  expected,
  fileFrom,
  imageOf,
  imagesOf,
  readCompose,
  sharedNetworks,
} from './compose-file.js';
export type { ComposeFile, Expected } from './compose-file.js';
export { emit } from './emit.js';
export { listOf, mapOf, mapTexts, mapValues } from './forms/json.js';
export type { JsonMap } from './forms/json.js';
export { environmentOf, namesIn, pairsOf } from './forms/pairs.js';
export { heldPorts, longPort, overlaps, portOf, portsOf, publishedPorts, singlePorts } from './forms/ports.js';
export type { Port, PortEntry, Range } from './forms/ports.js';
export { bytesOf, secondsOf } from './forms/quantities.js';
export { mountSources, volumeOf, volumesOf, withoutSlash } from './forms/volumes.js';
export type { Volume } from './forms/volumes.js';
export { wordsOf } from './forms/words.js';
export { escapeCompose, escapeLiteral, interpolate, variablesIn } from './interpolation.js';
export type { Declared, Place, Variable } from './interpolation.js';
export { sameMeaning } from './meaning/same-meaning.js';
export { merge } from './merge/merge.js';
export { didYouMean, nearest } from './problems/nearest.js';
export { problemsOf } from './problems/problems.js';
export type { Problem } from './problems/problems.js';
export { undefinedIn } from './problems/references.js';
export { overrideFiles, overrideParts } from './merge/override.js';
