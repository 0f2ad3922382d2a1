import { createInterface } from 'node:readline';
import { HlError } from '@hl/core';

export interface Question {
  readonly text: string;
  /** None: any answer will do. */
  readonly choices?: readonly string[] | undefined;
  /** For an empty answer. */
  readonly otherwise?: string | undefined;
}

export type Ask = (question: Question) => Promise<string>;

/** Asks a person, again and again until the answer is one; lines that were typed ahead are answers, too. @throws HlError HL_USAGE when the input ends */
export function asker(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Ask & { close(): void } {
  const lines = createInterface({ input, output });
  const typed: string[] = [];
  let [isOver, wake] = [false, (): void => {}];
  lines.on('line', (line) => (typed.push(line), wake()));
  lines.on('close', () => ((isOver = true), wake()));
  const answerTo = async (prompt: string): Promise<string> => {
    lines.setPrompt(prompt);
    lines.prompt();
    while (typed.length === 0 && !isOver) await new Promise<void>((resolve) => (wake = resolve));
    const line = typed.shift();
    if (line !== undefined) return line.trim();
    throw new HlError('HL_USAGE', 'there was no answer', { kind: 'input', hint: 'hl new --help lists the options that answer it.' });
  };
  const ask: Ask = async ({ text, choices, otherwise }) => {
    const offer = `${choices ? ` (${choices.join(', ')})` : ''}${otherwise === undefined ? '' : ` [${otherwise}]`}`;
    for (;;) {
      const given = (await answerTo(`${text}${offer}: `)) || otherwise;
      if (given !== undefined && (choices === undefined || choices.includes(given))) return given;
    }
  };
  return Object.assign(ask, { close: () => lines.close() });
}
