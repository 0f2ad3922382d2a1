import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HlError } from '@hl/core';
import type { Line } from 'ssh-config';
import { glob } from '../pattern.js';
import { sshConfig } from './library.js';

/** What a config file says, in its order. */
export type Statement = Option | Section | Included;

interface Option {
  /** In lower case. */
  readonly option: string;
  readonly words: readonly string[];
}

/** `Host` or `Match`, and what holds under it. */
interface Section {
  readonly section: 'host' | 'match';
  readonly words: readonly string[];
  readonly statements: readonly Statement[];
}

/** A file that is named by `Include`: its own sections end with it. */
interface Included {
  readonly statements: readonly Statement[];
}

/** OpenSSH's own limit. */
const deepest = 16;

/**
 * The statements of a config file and of those that it includes; none when it is not there.
 *
 * @throws HlError HL_SSH_CONFIG (input): it is there, and cannot be read
 */
export function readStatements(path: string, home: string, depth = 0): Statement[] {
  if (!existsSync(path)) return [];
  const unreadable = (why: string, cause?: unknown): HlError =>
    new HlError('HL_SSH_CONFIG', `${path} cannot be read: ${why}`, {
      kind: 'input',
      hint: 'Correct it; `ssh -G NAME` tells the line.',
      cause,
    });
  if (depth > deepest) throw unreadable('it includes itself');

  const statement = (line: Line): Statement[] => {
    if (!('param' in line)) return [];
    const words = (typeof line.value === 'string' ? [line.value] : line.value.map(({ val }) => val)).filter((word) => word !== '');
    const name = line.param.toLowerCase();
    if (name === 'include')
      return words.flatMap((word) => filesOf(word, home)).map((file) => ({ statements: readStatements(file, home, depth + 1) }));
    if (name !== 'host' && name !== 'match') return [{ option: name, words }];
    return [{ section: name, words, statements: ('config' in line ? [...line.config] : []).flatMap(statement) }];
  };
  try {
    return [...sshConfig().parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''))].flatMap(statement);
  } catch (error) {
    throw error instanceof HlError ? error : unreadable((error as Error).message, error);
  }
}

/** The files of an `Include`: relative to `~/.ssh`, with wildcards in any part, in their alphabetical order. */
function filesOf(pattern: string, home: string): string[] {
  const path = resolve(home, '.ssh', pattern.replace(/^~(?=\/|$)/, home));
  return path.split('/').reduce<string[]>(
    (found, part) =>
      found.flatMap((folder) => {
        if (!/[*?]/.test(part)) return [join(folder, part)];
        const names = namesIn(folder).filter((name) => glob(part).test(name) && name.startsWith('.') === part.startsWith('.'));
        return names.sort().map((name) => join(folder, name));
      }),
    ['/'],
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
