import { cut, defuse, fitting, more } from './cut.js';
import { lineOf, shortened, terse } from './markup.js';
import type { Line, Span, Story } from './story.js';

type Element = { readonly [key: string]: unknown };

/** https://docs.slack.dev/reference/block-kit/blocks: 50 blocks, 150 characters of a header, 3 000 of a text. */
const limits = { header: 150, text: 2900, footer: 1000, line: 250 } as const;

/**
 * Slack's blocks of rich text: a text in them is shown as it is, so that there is no markup to break out of, and a mention would be an element of its
 * own kind.
 */
export function blocksOf({ headline, facts, sections, links, footer }: Story): Element[] {
  const where: Line = links
    .slice(0, 5)
    .flatMap((link, index) => [...(index === 0 ? [] : [' · ']), { text: cut(link.label, 40), url: link.url }]);
  return [
    { type: 'header', text: { type: 'plain_text', text: cut(defuse(headline), limits.header) || '…', emoji: false } },
    ...(facts.length > 0 ? [rich(facts)] : []),
    ...sections.map(({ name, lines }) => rich([[{ text: name, as: 'bold' }], ...kept(lines)])),
    ...(where.length > 0 ? [rich([where])] : []),
    ...(footer === '' ? [] : [{ type: 'context', elements: [{ type: 'plain_text', text: cut(footer, limits.footer) }] }]),
  ];
}

function kept(lines: readonly Line[]): Line[] {
  const count = fitting(
    lines.map((line) => lineOf(line, terse, limits.line)),
    limits.text,
  );
  return [...lines.slice(0, count), ...(count < lines.length ? [[more(lines.length - count)]] : [])];
}

const rich = (lines: readonly Line[]): Element => ({
  type: 'rich_text',
  elements: [
    {
      type: 'rich_text_section',
      elements: lines.flatMap((line, index) => [
        ...(index === 0 ? [] : [{ type: 'text', text: '\n' }]),
        ...shortened(line, limits.line).flatMap(element),
      ]),
    },
  ],
});

function element(span: Span): Element[] {
  const text = defuse(typeof span === 'string' ? span : span.text);
  if (text === '') return []; // Slack refuses an empty one
  if (typeof span === 'string') return [{ type: 'text', text }];
  return 'url' in span ? [{ type: 'link', url: span.url, text }] : [{ type: 'text', text, style: { [span.as]: true } }];
}
