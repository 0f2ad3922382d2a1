const shown = '[REDACTED]';

/** A value that does not show by accident: printed, joined to text, serialised or inspected it is `[REDACTED]`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that needs it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return shown;
  }

  toJSON(): string {
    return shown;
  }

  /** What `console.log` and `util.inspect` print. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return shown;
  }
}

/** The text of what may or may not be wrapped. */
export const reveal = (value: string | Secret): string => (typeof value === 'string' ? value : value.reveal());
