import { defuse, escapeHtml, escapeMarkdown } from './cut.js';
import type { Line, Span } from './story.js';

/** How a channel writes; each takes text as it came, and lets none of it be markup. */
export interface Markup {
  readonly text: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly code: (text: string) => string;
  readonly link: (label: string, url: string) => string;
}

/** No character of the address may end the link before its end, or hide some of it. */
const safe = (url: string): string =>
  url.replace(/[^\x21-\x7e]|[()<>"]/gu, (char) => `%${Buffer.from(char).toString('hex').match(/../g)?.join('%')}`);

export const markdown: Markup = {
  text: escapeMarkdown,
  bold: (text) => `**${escapeMarkdown(text)}**`,
  code: (text) => `\`${escapeMarkdown(text)}\``,
  link: (label, url) => `[${escapeMarkdown(label)}](${safe(url)})`,
};

export const html: Markup = {
  text: escapeHtml,
  bold: (text) => `<b>${escapeHtml(text)}</b>`,
  code: (text) => `<code>${escapeHtml(text)}</code>`,
  link: (label, url) => `<a href="${escapeHtml(safe(url)).replaceAll('\u200b', '')}">${escapeHtml(label)}</a>`,
};

export const plain: Markup = { text: defuse, bold: defuse, code: defuse, link: (label, url) => `${defuse(label)} (${safe(url)})` };
/** Without addresses: where there is a place of their own for them. */
export const terse: Markup = { ...plain, link: defuse };

const marked = (span: Span, markup: Markup): string => {
  if (typeof span === 'string') return markup.text(span);
  if ('url' in span) return markup.link(span.text, span.url);
  return markup[span.as](span.text);
};

/** The first `max` units of a line, cut before there is any markup: none is left open. */
export function shortened(line: Line, max: number): Span[] {
  let left = max;
  return line.flatMap((span) => {
    const text = typeof span === 'string' ? span : span.text;
    if (left <= 0) return [];
    const end = /[\uD800-\uDBFF]/.test(text.charAt(left - 2)) ? left - 2 : left - 1; // never half a surrogate pair
    const short = text.length <= left ? text : `${text.slice(0, end)}…`;
    left -= text.length;
    return [typeof span === 'string' ? short : { ...span, text: short }];
  });
}

/** @param max units of text, without the markup */
export const lineOf = (line: Line, markup: Markup, max = Infinity): string =>
  shortened(line, max)
    .map((span) => marked(span, markup))
    .join('');
