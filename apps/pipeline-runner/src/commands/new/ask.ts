import { createInterface } from 'node:readline/promises';
import { HlError } from '@hl/core';

export interface Question {
  readonly text: string;
  /** None: any answer will do. */
  readonly choices?: readonly string[] | undefined;
  /** For an empty answer. */
  readonly otherwise?: string | undefined;
}

export type Ask = (question: Question) => Promise<string>;

/** Asks a person, again and again until the answer is one. @throws HlError HL_USAGE when the input ends */
export function asker(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Ask & { close(): void } {
  const lines = createInterface({ input, output });
  const ended = new AbortController();
  lines.on('close', () => ended.abort());
  const ask: Ask = async ({ text, choices, otherwise }) => {
    const offer = `${choices ? ` (${choices.join(', ')})` : ''}${otherwise === undefined ? '' : ` [${otherwise}]`}`;
    for (;;) {
      const given = (await lines.question(`${text}${offer}: `, { signal: ended.signal }).catch(noAnswer)).trim() || otherwise;
      if (given !== undefined && (choices === undefined || choices.includes(given))) return given;
    }
  };
  return Object.assign(ask, { close: () => lines.close() });
}

function noAnswer(cause: unknown): never {
  throw new HlError('HL_USAGE', 'there was no answer', { kind: 'input', hint: 'hl new --help lists the options that answer it.', cause });
}
