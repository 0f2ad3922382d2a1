export { demo } from './demo.js';
export type { DemoOptions } from './demo.js';
export { lab } from './lab.js';
export type { LabOptions } from './lab.js';
