import { HlError } from '@hl/core/error';

/** What was typed is not what a command takes. */
export const usageError = (message: string, hint: string): HlError => new HlError('HL_USAGE', message, { kind: 'input', hint });
