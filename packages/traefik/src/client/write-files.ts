import { readFileSync } from 'node:fs';
import { HlError, sha256, type Remote } from '@hl/core';
import { lastLine } from './read-files.js';

/** `before`: what the file must still hold, else nothing is done. `null`: no such file. */
export interface Edit {
  readonly file: string;
  readonly before: string | null;
  readonly after: string | null;
  /** Mode and owner stay: the file is not ours alone. */
  readonly keep?: true;
}

export type Written = ReadonlyMap<string, 'done' | 'changed'>;

const script = readFileSync(new URL('../../scripts/write-files.sh', import.meta.url), 'utf8');

/**
 * Makes all edits. Files absent from the answer could not be written; `problem` says why.
 *
 * @throws HlError `unreachable` when the connection is lost: the edits may or may not have been made
 */
export async function writeFiles(
  remote: Remote,
  directory: string,
  edits: readonly Edit[],
): Promise<{ written: Written; problem: HlError | null }> {
  if (edits.length === 0) return { written: new Map(), problem: null };
  const { code, stdout, stderr } = await remote.run(['sh', '-c', script, 'sh', directory], {
    accept: 'any',
    stdin: `${edits.map(record).join('')}end\n`,
  });
  const lines = [...stdout.matchAll(/^(done|changed) (.*)$/gm)];
  const written = new Map(lines.map(([, state, file]) => [file as string, state as 'done' | 'changed']));
  if (written.size === new Set(edits.map(({ file }) => file)).size) return { written, problem: null };
  const full = noRoom.test(lastLine(stderr)) ? 'no space left on the disk' : '';
  const why = full || lastLine(stderr) || (code === 8 ? 'a file could not be written' : `exit code ${code}`);
  return {
    written,
    problem: new HlError('HL_TRAEFIK_WRITE', `${remote.name}: cannot write in ${directory}: ${why}`, {
      kind: 'refused',
      hint: fix(stderr),
    }),
  };
}

function record({ file, before, after, keep }: Edit): string {
  const sum = before === null ? '-' : sha256(before);
  if (after === null) return `del - ${sum} - 0 ${file}\n`;
  const lines = after.split('\n');
  const rest = lines.pop();
  return `${rest === '' ? 'put' : 'putrest'} ${keep ? 'keep' : '-'} ${sum} ${sha256(after)} ${lines.length} ${file}\n${after}${rest === '' ? '' : '\n'}`;
}

/** Some shells say no more than `I/O error`. */
const noRoom = /No space left|I\/O error/i;

function fix(stderr: string): string {
  if (noRoom.test(stderr)) return 'The disk is full: free some space there.';
  if (/did not arrive/.test(stderr)) return 'Nothing was written; run again, and look at the connection.';
  if (/busy/i.test(stderr)) return 'The file is a mount of its own there: mount its directory instead.';
  return 'Let the SSH user write in that directory, or set sudo: true for the host in hl.yml; look for a full disk, too.';
}
