import { cut, fitting, more, units, type Size } from './cut.js';
import { lineOf, type Markup } from './markup.js';
import type { Line, Story } from './story.js';

export interface Room {
  readonly max: number;
  /** What is counted. Default: UTF-16 units. */
  readonly size?: Size;
}

/** Units of text in a line: as many as there is room for one at least. */
const widths = [250, 120, 50, 20];

/**
 * A story as one text: whole where there is room, else what is too long in it is cut and counted.
 *
 * @param head whether it begins with the headline; some channels have a title
 */
export function textOf(
  { headline, facts, sections, links, footer }: Story,
  markup: Markup,
  { max, size = units }: Room,
  head = true,
): string {
  const begin = [...(head ? [markup.bold(cut(headline, 200))] : []), ...facts.map((fact) => lineOf(fact, markup, 200))].join('\n');
  const where = links.map(({ label, url }) => markup.link(cut(label, 40), url));
  const end = [where.join(' · '), markup.text(footer)].filter(Boolean).join('\n');
  const frame = [begin, ...sections.map(({ name }) => `${markup.bold(name)}\n`), end].filter(Boolean).join('\n\n');

  const whole = sections.map(({ lines }) => size(lines.map((line) => lineOf(line, markup, widths[0])).join('\n')));
  const shares = sharesOf(whole, max - size(frame));
  const blocks = sections.map(
    ({ name, lines }, index) => `${markup.bold(name)}\n${listOf(lines, markup, { max: shares[index] ?? 0, size })}`,
  );
  return [begin, ...blocks, end].filter(Boolean).join('\n\n');
}

function listOf(lines: readonly Line[], markup: Markup, { max, size = units }: Room): string {
  for (const width of widths) {
    const marked = lines.map((line) => lineOf(line, markup, width));
    const kept = fitting(marked, max, size);
    if (kept > 0) return [...marked.slice(0, kept), ...(kept < lines.length ? [more(lines.length - kept)] : [])].join('\n');
  }
  return more(lines.length);
}

/** What each gets of a room: the small all they want, the large the same. */
export function sharesOf(wanted: readonly number[], room: number): number[] {
  const shares = wanted.map(() => 0);
  let left = Math.max(0, room);
  const smallFirst = wanted.map((want, index) => ({ want, index })).sort((a, b) => a.want - b.want);
  for (const [done, { want, index }] of smallFirst.entries()) {
    const share = Math.min(want, Math.floor(left / (wanted.length - done)));
    shares[index] = share;
    left -= share;
  }
  return shares;
}
