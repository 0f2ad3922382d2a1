export { exampleHost, examplePage, exampleService, exampleSite } from './example.js';
export { Faults, faultyFetch, faultyRemote } from './faults.js';
export { deepLaws, laws } from './laws.js';
export type { Law, Subject } from './subject.js';
export { memorySystem } from './memory-system.js';
export type { Held, MemorySystemOptions, MemoryWorld } from './memory-system.js';
export { memoryStore } from './memory-store.js';
export { MemoryRemote } from './memory-remote.js';
export type { Handler } from './memory-remote.js';
