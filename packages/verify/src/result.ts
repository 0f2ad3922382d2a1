import { HlError } from '@hl/core';
import { systemCode } from '@hl/http';
import type { Evidence } from './evidence/evidence.js';

/** What one look showed. */
export interface Verdict {
  readonly pass: boolean;
  readonly actual: string;
  readonly hint?: string | undefined;
  readonly evidence?: Evidence | undefined;
  /** Good so far, and one more look is needed: the deadline does not cut it off. */
  readonly more?: boolean;
  /** Trying again can't change it. */
  readonly final?: 'fail' | 'skip';
}

/** How one check is looked at, again and again until it passes. */
export interface Probe {
  readonly expected: string;
  /** What it rejects with is shown by its `cause`. */
  look(timeoutMs: number): Promise<Verdict>;
  /** The hint for a `look` that rejected with this cause. */
  readonly hint?: (cause: string) => string | undefined;
  /** Waits by itself between two looks. */
  readonly paced?: boolean;
}

/** What went wrong, as short as it can be said: `ECONNREFUSED`, else the message. */
export function cause(error: unknown): string {
  const code = error instanceof HlError ? '' : systemCode(error);
  return code.startsWith('E') ? code : error instanceof Error && error.message !== '' ? error.message : code || String(error);
}
