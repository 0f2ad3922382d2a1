import { printable } from '@hl/core';

/** Markup that is safe: made by `html`, of texts that it escaped. */
export class Html {
  readonly markup: string;
  /** Only `html` and what reads our own assets call this. */
  constructor(markup: string) {
    this.markup = markup;
  }
}

export type Content = Html | string | number | null | undefined | false | readonly Content[];

/**
 * A template whose values cannot become markup: the one place where texts are escaped. Attributes are written with quotes around them.
 *
 *     html`<a href="${url}">${label}</a>`
 */
export const html = (parts: TemplateStringsArray, ...values: readonly Content[]): Html =>
  new Html(
    linesOf(parts)
      .map((part, index) => (index === 0 ? part : markupOf(values[index - 1]) + part))
      .join(''),
  );

const known = new WeakMap<TemplateStringsArray, readonly string[]>();

/** Lines and their indentation in a template are for who reads the source: a space to a browser, and one to the page. */
function linesOf(parts: TemplateStringsArray): readonly string[] {
  const found = known.get(parts) ?? parts.map((part) => part.replace(/\s*\n\s*/g, ' '));
  known.set(parts, found);
  return found;
}

function markupOf(value: Content): string {
  if (value === null || value === undefined || value === false) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'object') return value.map(markupOf).join('');
  return escaped(String(value));
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** What a browser would obey or hide (control characters, turns of direction, halves of pairs) is shown as `\u202e`. */
const escaped = (text: string): string =>
  plain.test(text) ? text : printable(text, 'keep').replace(/[&<>"']/g, (char) => entities[char] ?? char);

/** Nothing to do: most texts of a large fleet. */
const plain = /^[\w .,:;/@#()[\]{}+=*!?$%^|~`-]*$/;

/** A link where a browser may go; anything but http and https is text. The page itself says that nobody is told where a reader comes from. */
export const link = (url: string, label: string): Html =>
  /^https?:\/\//i.test(url) ? html`<a href="${url}">${label}</a>` : html`<span>${label}</span>`;
