import type { Json } from '@hl/core';

/** What compose would not take. */
export interface Problem {
  readonly path: readonly string[];
  readonly message: string;
}

/** What in a compose file, or in one service of it, is not as the compose specification has it. */
export const problemsOf = (_written: Json, _as: 'file' | 'service' = 'file'): Problem[] => [];
