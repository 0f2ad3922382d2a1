export { readLoosely, readYaml } from './read.js';
export type { YamlFile } from './read.js';
export type { Reading } from './reading.js';
