import { equal } from '@hl/core';
import { readYaml } from '@hl/schema/yaml';

/** A YAML or JSON text as plain data: comments, spelling and the order of keys are gone. What is no YAML mapping stands for itself. */
export const meaning = (text: string): unknown => readYaml(text, '', { free: true }, '').value ?? text;

/** Whether two YAML texts differ in line ends, byte order mark, blank lines and trailing blanks only, where these mean nothing. */
export function sameYaml(a: string, b: string): boolean {
  const [left, right] = [unixLines(a), unixLines(b)];
  return left === right || (bare(left) === bare(right) && equal(meaning(left), meaning(right)));
}

const unixLines = (text: string): string => text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');

/** Without blank lines and trailing blanks. */
const bare = (text: string): string => text.replace(/[^\S\n]+$/gm, '').replace(/^\n+|\n+(?=\n|$)/g, '');
