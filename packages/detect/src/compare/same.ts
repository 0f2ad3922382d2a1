import { equal } from '@hl/core';
import { readYaml } from '@hl/schema/yaml';

/** A YAML or JSON text as plain data: comments, spelling and the order of keys are gone. What is no YAML mapping stands for itself. */
export const meaning = (text: string): unknown => readYaml(text, '', { free: true }, '').value ?? text;

/** Whether two YAML texts differ in line ends, byte order mark, blank lines and trailing blanks only, where these mean nothing. */
export function sameYaml(a: Buffer, b: Buffer): boolean {
  if (a.equals(b)) return true;
  if (sayOther(a, b)) return false;
  const [left, right] = [unixLines(a.toString()), unixLines(b.toString())];
  return left === right || (bare(left) === bare(right) && equal(meaning(left), meaning(right)));
}

/** They differ in more than blanks, to be seen at the first sign that differs. False: that is not told by ASCII alone. */
function sayOther(a: Buffer, b: Buffer): boolean {
  for (let [left, right] = [0, 0]; ; left += 1, right += 1) {
    while ((a[left] ?? printed) <= blank) left += 1;
    while ((b[right] ?? printed) <= blank) right += 1;
    const [one, other] = [a[left], b[right]];
    if (one !== other) return (one ?? 0) < 0x80 && (other ?? 0) < 0x80;
    if (one === undefined) return false;
  }
}

/** No sign of ASCII up to it is printed. */
const blank = 0x20;
const printed = 0x21;

const unixLines = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');

/** Without blank lines and trailing blanks. */
const bare = (text: string): string => text.replace(/[^\S\n]+$/gm, '').replace(/^\n+|\n+(?=\n|$)/g, '');
