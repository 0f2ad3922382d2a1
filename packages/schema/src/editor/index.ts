export { editorSchema } from './editor-schema.js';
export { ownValues } from './own-values.js';
export type { OwnValues } from './own-values.js';
