/**
 * Who must act on an error; the number is the exit code of the command that met it.
 *
 * - `input`: the author of a file or of the command line
 * - `conflict`: somebody else holds the name; a person decides
 * - `refused`: the system was reached and said no
 * - `unreachable`: nobody answered; trying again may help
 * - `bug`: us
 * - `superseded`: nobody: a newer run has taken over, and covers what this one left undone
 */
export const exitCodes = { input: 2, conflict: 3, refused: 4, unreachable: 5, bug: 70, superseded: 76 } as const;

export type ErrorKind = keyof typeof exitCodes;

/** An error as data: what outcomes, artifacts and messages carry. Holds no secret and no stack. */
export interface ErrorReport {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly message: string;
  readonly hint?: string;
}

export interface HlErrorOptions {
  readonly kind: ErrorKind;
  /** What to do next, in one sentence that can be followed. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/**
 * The one error class. `code` is stable (`HL_PIHOLE_LOGIN`), `message` says what happened and where,
 * `hint` says what to do next. Anything else that is thrown is a bug of ours.
 */
export class HlError extends Error {
  readonly code: string;
  readonly kind: ErrorKind;
  readonly hint: string | undefined;

  constructor(code: string, message: string, { kind, hint, cause }: HlErrorOptions = { kind: 'bug' }) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'HlError';
    this.code = code;
    this.kind = kind;
    this.hint = hint;
  }

  /** Any thrown value as an `HlError`; what was not one becomes a `bug`, with the original as its cause. */
  static from(error: unknown): HlError {
    if (error instanceof HlError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new HlError('HL_BUG', message, {
      kind: 'bug',
      cause: error,
      hint: 'This is a bug in hl; run again with --verbose and report it.',
    });
  }

  toJSON(): ErrorReport {
    const { code, kind, message, hint } = this;
    return hint === undefined ? { code, kind, message } : { code, kind, message, hint };
  }
}
