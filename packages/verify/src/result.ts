/** What came of one check. */
export interface CheckResult {
  readonly service: string;
  readonly name: string;
  readonly status: 'pass' | 'fail' | 'skip';
  /** In words, without secrets. */
  readonly expected: string;
  /** What was seen last; a system error name such as `ECONNREFUSED` when nothing answered. */
  readonly actual: string;
  /** How often it was tried; 0 for a skip. */
  readonly attempts: number;
  /** Milliseconds from the start until it was settled. */
  readonly ms: number;
  /** What to do next, where something can be said. */
  readonly hint?: string;
}

/** One try. */
export interface Attempt {
  readonly pass: boolean;
  readonly expected: string;
  readonly actual: string;
  readonly hint?: string;
  /** Good so far, and one more look is needed: the deadline does not cut it off. */
  readonly more?: boolean;
  /** Trying again can't change it. */
  readonly final?: 'fail' | 'skip';
}

/** What went wrong, as short as it can be said: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, else the message. */
export function cause(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return cause(errors[0]);
  return typeof code === 'string' && /^E[A-Z0-9_]+$/.test(code) ? code : String(message ?? error);
}
