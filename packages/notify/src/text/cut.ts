import { printable } from '@hl/core';

/** Characters as Discord's limits count them here: UTF-16 units, which never under-count. */
export function cut(text: string, max: number): string {
  const trimmed = text.trim();
  if (trimmed.length <= max) return trimmed;
  const end = /[\uD800-\uDBFF]/.test(trimmed.charAt(max - 2)) ? max - 2 : max - 1; // never half a surrogate pair
  return `${trimmed.slice(0, end)}…`;
}

/** How a channel counts what its limit is about. */
export type Size = (text: string) => number;
export const units: Size = (text) => text.length;
export const bytes: Size = (text) => Buffer.byteLength(text);

/** How many lines fit, when those that do not are counted on a line more. */
export function fitting(lines: readonly string[], max: number, size: Size = units): number {
  const sizes = lines.map((line) => size(line) + 1);
  const all = sizes.reduce((sum, one) => sum + one, 0);
  if (all - 1 <= max) return lines.length;
  const room = max - size('… (+00000 more)');
  let used = 0;
  return sizes.findIndex((one) => (used += one) > room);
}

export const more = (count: number): string => `… (+${count} more)`;

/** As many lines as fit, and how many do not: `… (+12 more)`. */
export function cutLines(lines: readonly string[], max: number, lineMax: number): string {
  const short = lines.map((line) => cut(line, Math.min(lineMax, max)));
  const kept = fitting(short, max);
  return [...short.slice(0, kept), ...(kept < lines.length ? [more(lines.length - kept)] : [])].join('\n');
}

/** On one line, nothing hidden. */
const oneLine = (text: string): string => printable(text.replace(/\s+/g, ' '));

/** Nobody is called by a name: programs look for a name right after the sign. */
const uncalled = (text: string): string => text.replace(/@/g, '@\u200b');

/** Text on one line that Discord, and who else reads Markdown, shows as it is: no markup, no mention, nothing hidden. */
export const escapeMarkdown = (text: string): string =>
  uncalled(
    oneLine(text)
      .replace(/[\\*_~`|<>[\]]/g, '\\$&')
      .replace(/^[#+-]/, '\\$&'),
  );

/** The same where HTML is read. */
export const escapeHtml = (text: string): string =>
  uncalled(oneLine(text)).replace(/[&<>"]/g, (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? char);

/** The same where nothing is read, but what stands there may be handed on to who does: no name, no link with another text, no tag. */
export const defuse = (text: string): string =>
  uncalled(oneLine(text))
    .replace(/\](?=\()/g, ']\u200b')
    .replace(/<(?=[!@#:/a-zA-Z])/g, '<\u200b');
