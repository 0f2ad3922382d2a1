import { createHash } from 'node:crypto';

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

/**
 * Whether two YAML texts differ in line ends, byte order mark, blank lines and trailing blanks only. Blank lines and trailing
 * blanks mean something inside a value of several lines; where one may be, only line ends are forgiven.
 */
export function sameYaml(a: string, b: string): boolean {
  const [left, right] = [unixLines(a), unixLines(b)];
  return left === right || (oneLineValues(left) && oneLineValues(right) && bare(left) === bare(right));
}

const unixLines = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');

const bare = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
    .join('\n');

/** Each line is a comment, a `key:` or a list item, quotes close where they open, and there is no block scalar. */
const oneLineValues = (text: string): boolean =>
  text
    .split('\n')
    .every(
      (line) =>
        /^\s*(?:$|#|---|- |-$|["']?[\w.-]+["']?:(?:\s|$))/.test(line) &&
        !/[|>][-+\d]*\s*(?:#.*)?$/.test(line) &&
        even(line, '"') &&
        even(line, "'"),
    );

const even = (line: string, quote: string): boolean => (line.split(quote).length - 1) % 2 === 0;
