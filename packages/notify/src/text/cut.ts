import { printable } from '@hl/core';

/** Characters as Discord's limits count them here: UTF-16 units, which never under-count. */
export function cut(text: string, max: number): string {
  const trimmed = text.trim();
  if (trimmed.length <= max) return trimmed;
  const end = /[\uD800-\uDBFF]/.test(trimmed.charAt(max - 2)) ? max - 2 : max - 1; // never half a surrogate pair
  return `${trimmed.slice(0, end)}…`;
}

/** As many lines as fit, and how many do not: `… (+12 more)`. */
export function cutLines(lines: readonly string[], max: number, lineMax: number): string {
  const short = lines.map((line) => cut(line, Math.min(lineMax, max)));
  if (short.join('\n').length <= max) return short.join('\n');
  const kept = short.filter((_, index) => [...short.slice(0, index + 1), '… (+00000 more)'].join('\n').length <= max);
  return [...kept, `… (+${lines.length - kept.length} more)`].join('\n');
}

/** Text on one line that Discord shows as it is: no markup, no mention, nothing hidden. */
export const escapeMarkdown = (text: string): string =>
  printable(text.replace(/\s+/g, ' '))
    .replace(/[\\*_~`|<>[\]]/g, '\\$&')
    .replace(/@/g, '@\u200b');
