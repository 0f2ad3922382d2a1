import { html, lineOf, markdown, plain, shortened, terse, type Markup } from '../../src/text/markup.js';
import type { Line } from '../../src/text/story.js';

const line: Line = [
  '✅ ',
  { text: 'a_b', url: 'https://a.example/(x)"<é>' },
  ' <is> ',
  { text: '*up*', as: 'bold' },
  { text: 'c0de', as: 'code' },
];

test.each<[string, Markup, string]>([
  ['Markdown', markdown, '✅ [a\\_b](https://a.example/%28x%29%22%3c%c3%a9%3e) \\<is\\> **\\*up\\***`c0de`'],
  ['HTML', html, '✅ <a href="https://a.example/%28x%29%22%3c%c3%a9%3e">a_b</a> &lt;is&gt; <b>*up*</b><code>c0de</code>'],
  ['plain', plain, '✅ a_b (https://a.example/%28x%29%22%3c%c3%a9%3e) <\u200bis> *up*c0de'],
  ['terse', terse, '✅ a_b <\u200bis> *up*c0de'],
])('%s', (_, markup, expected) => expect(lineOf(line, markup)).toBe(expected));

test('an address with an at sign stays one, and `&` is escaped in HTML', () =>
  expect(html.link('x', 'https://a.example/@b?c&d')).toBe('<a href="https://a.example/@b?c&amp;d">x</a>'));

test.each([
  ['all of it', 99, line],
  ['exactly', 21, line.with(-1, { text: 'c0de', as: 'code' })],
  ['within a span of its own', 5, ['✅ ', { ...(line[1] as object), text: 'a_b' }]],
  ['in a span', 4, ['✅ ', { ...(line[1] as object), text: 'a…' }]],
  ['before a span', 2, ['✅ ']],
  ['nothing', 0, []],
])('a line is cut before it is marked up: %s', (_, max, expected) => expect(shortened(line, max)).toEqual(expected));

test.each([
  ['ab🎬cd', 4, 'ab…'],
  ['ab🎬cd', 5, 'ab🎬…'],
])('%s at %i: never half a surrogate pair', (text, max, expected) => expect(lineOf([text], terse, max)).toBe(expected));
