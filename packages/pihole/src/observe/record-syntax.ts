import { canonicalAddress, canonicalName } from '@hl/core/dns';

/** Pi-hole's two lists of local records, line by line as it stores them. */
export interface Lists {
  /** `192.168.1.10 a.lab b.lab # comment`. Several names may share a line. */
  readonly hosts: readonly string[];
  /** `a.lab,b.lab,target.lab,300`, the last one a time to live. */
  readonly cnameRecords: readonly string[];
}

export type ListName = keyof Lists;
export const listNames: readonly ListName[] = ['hosts', 'cnameRecords'];

export interface RecordLine {
  /** As written. */
  readonly names: readonly string[];
  /** What they answer with, an address or another name: canonical, and as written. */
  readonly target: string;
  readonly written: string;
  /** A comment from `#` on, or a time to live; or empty. */
  readonly tail: string;
}

/** @returns `null` for what Pi-hole itself would not serve; such a line is somebody else's and stays as it is */
export const parseLine = (list: ListName, raw: string): RecordLine | null => (list === 'hosts' ? parseHost(raw) : parseCname(raw));

export const printLine = (list: ListName, { names, written, tail }: Omit<RecordLine, 'target'>): string =>
  (list === 'hosts' ? [written, ...names, tail] : [...names, written, tail])
    .filter((part) => part !== '')
    .join(list === 'hosts' ? ' ' : ',');

function parseHost(raw: string): RecordLine | null {
  const hash = raw.search(/(?<![^ \t])#/); // only where a word begins: `a.lab#b` is a name, and a bad one
  // Blanks and tabs part words, nothing else does: any other white space makes a name that Pi-hole refuses.
  const words = (hash < 0 ? raw : raw.slice(0, hash)).split(/[ \t]+/).filter((word) => word !== '');
  const [written = '', ...names] = words;
  const target = canonicalAddress(written);
  return target === null || names.length === 0 ? null : { names, target, written, tail: hash < 0 ? '' : raw.slice(hash) };
}

/** A last field that is a number is the time to live, but only after a name and a target; anything else there is the target. */
function parseCname(raw: string): RecordLine | null {
  const names = raw.split(',').map((field) => field.trim());
  const tail = names.length > 2 && /^\d+$/.test(names.at(-1) ?? '') ? (names.pop() ?? '') : '';
  const written = names.pop() ?? '';
  return written === '' || names.length === 0 || names.includes('') ? null : { names, target: canonicalName(written), written, tail };
}

/**
 * The line without some of its names: `raw` itself when it has none of them, `null` when nothing is left. What it answers with
 * and the other names stay as they were written, the comment to the byte.
 */
export function withoutNames(list: ListName, raw: string, leaves: (name: string, target: string) => boolean): string | null {
  const line = parseLine(list, raw);
  const names = line?.names.filter((name) => !leaves(canonicalName(name), line.target));
  if (!line || !names || names.length === line.names.length) return raw;
  return names.length === 0 ? null : printLine(list, { ...line, names });
}
