import type { Io } from '../command.js';
import { commands } from '../table.js';
import { complete, type Answer, type Proposal } from './complete.js';

/** One line a proposal: the word, a tab, what it is. Whatever goes wrong, a shell that asks is told nothing. */
export async function answer(words: readonly string[], io: Io): Promise<number> {
  try {
    const answered = complete(words, commands);
    const found = 'kind' in answered ? await wordsOf(answered, words, io) : answered;
    // A word that a shell would read as more than a word is not proposed.
    const lines = found === null ? [':files'] : found.filter(({ word }) => /^[\w.@=/-]+$/.test(word)).map(line);
    io.stdout(lines.map((text) => `${text}\n`).join(''));
  } catch {
    // somebody presses a key in a folder that cannot be read
  }
  return 0;
}

/** null: files. */
async function wordsOf(
  { kind, start, prefix }: Exclude<Answer, readonly Proposal[]>,
  words: readonly string[],
  io: Io,
): Promise<Proposal[] | null> {
  if (kind === 'files') return null;
  const all = await (await import('./look.js')).look(kind, words, io);
  return all.filter((word) => word.startsWith(start)).map((word) => ({ word: prefix + word }));
}

const line = ({ word, about }: Proposal): string => (about === undefined ? word : `${word}\t${about}`);
