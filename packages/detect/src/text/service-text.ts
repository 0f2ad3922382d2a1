import { sha256 } from '@hl/core';
import { definitionIn, type Definition, type Reference } from '../compare/definition.js';
import { beginningOf, type Beginning } from './beginning.js';

/** What one of git's objects says as a service file. */
export interface ServiceText extends Definition {
  readonly bytes: Buffer;
  /** SHA-256, in hex. */
  readonly hash: string;
}

/**
 * Of thousands of texts nearly all are asked for their name only. Each question is answered by the least that answers it: the first lines, a
 * look for a word, the whole parsed. The answers are those of `definitionIn`.
 */
export class LazyText implements ServiceText {
  readonly bytes: Buffer;
  readonly name: string | null;
  readonly #host: string | undefined;
  readonly #refers: boolean;
  #digest: string | undefined;
  #parsed: Definition | undefined;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
    // Byte for byte: what is looked for is ASCII, and so is all that a name may hold that is found at the beginning.
    const signs = bytes.toString('latin1');
    const beginning: Beginning | null = beginningOf(signs);
    this.#refers = mayHold(signs, '_file');
    this.#host = beginning?.host;
    this.name = beginning?.name ?? (mayHold(signs, 'service') ? this.#definition.name : null);
  }

  get hash(): string {
    return (this.#digest ??= sha256(this.bytes));
  }

  get host(): string | null {
    return this.#host ?? this.#definition.host;
  }

  /** All keys that refer to a file have these letters in their names. */
  get references(): readonly Reference[] {
    return this.#refers ? this.#definition.references : [];
  }

  get #definition(): Definition {
    return (this.#parsed ??= definitionIn(this.bytes.toString()));
  }
}

/** A text can spell a key in another way only with a backslash. */
const mayHold = (text: string, letters: string): boolean => text.includes(letters) || text.includes('\\');

/** The text of an object, read once: of two commits nearly all files are the same. */
export type Texts = Map<string, ServiceText>;
