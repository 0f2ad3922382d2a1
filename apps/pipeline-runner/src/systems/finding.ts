import type { ErrorKind } from '@hl/core';

/** What was found of one thing that a deployment needs. */
export interface Finding {
  readonly check: string;
  readonly status: 'pass' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** Of a fail: who must act. */
  readonly kind?: ErrorKind;
}

export const pass = (check: string, message: string): Finding => ({ check, status: 'pass', message });

export const warn = (check: string, message: string, hint?: string): Finding => ({
  ...{ check, status: 'warn', message },
  ...(hint === undefined ? {} : { hint }),
});

export const fail = (
  check: string,
  { message, hint, kind }: { readonly message: string; readonly hint?: string | undefined; readonly kind: ErrorKind },
): Finding => ({ check, status: 'fail', message, kind, ...(hint === undefined ? {} : { hint }) });
