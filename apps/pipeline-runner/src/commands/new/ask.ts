import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { HlError } from '@hl/core';

export interface Question {
  readonly text: string;
  /** None: any answer will do. */
  readonly choices?: readonly string[] | undefined;
  /** For an empty answer. */
  readonly otherwise?: string | undefined;
  /** What is typed is not shown. */
  readonly hidden?: true;
  /** Why an answer is none; null: it is one. */
  readonly wrong?: (answer: string) => string | null;
}

export type Ask = (question: Question) => Promise<string>;

/**
 * Asks a person, again and again until the answer is one; lines that were typed ahead are answers, too.
 *
 * @param command whose options would have answered, for the message when nobody does
 * @throws HlError HL_USAGE when the input ends
 */
export function asker(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, command = 'hl new'): Ask & { close(): void } {
  let isHidden = false;
  const shown = new Writable({ write: (chunk: Buffer, _, done) => (isHidden || output.write(chunk), done()) });
  const isTerminal = (output as { isTTY?: boolean }).isTTY === true && (input as { isTTY?: boolean }).isTTY === true;
  const lines = createInterface({ input, output: shown, terminal: isTerminal, historySize: 0 });
  const typed: string[] = [];
  let [isOver, wake] = [false, (): void => {}];
  lines.on('line', (line) => (typed.push(line), wake()));
  lines.on('close', () => ((isOver = true), wake()));
  const answerTo = async (prompt: string, hidden: boolean): Promise<string> => {
    lines.setPrompt(prompt);
    lines.prompt();
    isHidden = hidden;
    while (typed.length === 0 && !isOver) await new Promise<void>((resolve) => (wake = resolve));
    isHidden = false;
    // The end of the line was not shown either.
    if (hidden && isTerminal) output.write('\n');
    const line = typed.shift();
    if (line !== undefined) return line.trim();
    throw new HlError('HL_USAGE', 'there was no answer', { kind: 'input', hint: `${command} --help lists the options that answer it.` });
  };
  const ask: Ask = async ({ text, choices, otherwise, hidden = false, wrong = () => null }) => {
    const offer = `${choices ? ` (${choices.join(', ')})` : ''}${(otherwise ?? '') === '' ? '' : ` [${otherwise}]`}`;
    for (;;) {
      const given = (await answerTo(`${text}${offer}: `, hidden)) || otherwise;
      if (given === undefined || (choices !== undefined && !choices.includes(given))) continue;
      const why = wrong(given);
      if (why === null) return given;
      output.write(`  ${why}\n`);
    }
  };
  return Object.assign(ask, { close: () => lines.close() });
}
