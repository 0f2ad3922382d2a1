import { crypto } from './library.js';

/** In hex. */
export const sha256 = (content: string | Uint8Array): string => crypto().hash('sha256', content);
