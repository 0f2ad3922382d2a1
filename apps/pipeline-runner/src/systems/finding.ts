import { HlError, type ErrorKind } from '@hl/core';
import { given } from '../given.js';

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

export const warn = (check: string, message: string, hint?: string): Finding => given({ check, status: 'warn', message, hint });

export const fail = (check: string, kind: ErrorKind, message: string, hint?: string): Finding =>
  given({ check, status: 'fail', message, kind, hint });

/** Of whatever a look at it threw. */
export function failed(check: string, thrown: unknown): Finding {
  const { kind, message, hint } = HlError.from(thrown);
  return fail(check, kind, message, hint);
}

/** @param said a version, e.g. `v2.26.1`; empty: none is told */
export function atLeast(
  check: string,
  said: string,
  [major, minor]: readonly [number, number],
  hint: string,
  kind: ErrorKind = 'refused',
): Finding {
  const [, first, second] = /^v?(\d+)\.(\d+)/.exec(said) ?? [];
  if (Number(first) > major || (Number(first) === major && Number(second) >= minor)) return pass(check, said);
  return fail(check, kind, `${said || 'it tells none'}, and ${major}.${minor} or newer is needed`, hint);
}
