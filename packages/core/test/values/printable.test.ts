import { printable } from '@hl/core';

test.each([
  ['a colour', '\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
  ['a control sequence of one byte', '\u009b2J', '\\u009b2J'],
  ['the title of a window', '\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
  ['what deletes', 'a\u0008\u007fb\rc', 'a\\u0008\\u007fb\\u000dc'],
  ['turned writing', 'gpj.\u202eexe \u2066x\u2069 \u200f \u061c', 'gpj.\\u202eexe \\u2066x\\u2069 \\u200f \\u061c'],
  ['line ends of their own', 'a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\u0085d'],
  ['half a pair', '\ud800x', '\\ud800x'],
  ['no characters', '\uffff\ufeff\u0000', '\\uffff\\ufeff\\u0000'],
  ["a section of GitLab's", 'section_start:1:x[collapsed=true]\r\u001b[0K', 'section_start\\u003a1:x[collapsed=true]\\u000d\\u001b[0K'],
  ['two lines', 'a\n\tb', 'a\\n\\tb'],
  ['text', 'é 日本 👩‍👩‍👧 🏴‍☠️ → \ufffd section_start: now', 'é 日本 👩‍👩‍👧 🏴‍☠️ → \ufffd section_start: now'],
])('%s is shown, not obeyed', (_, text, shown) => {
  expect(printable(text)).toBe(shown);
  expect(printable(printable(text))).toBe(shown);
});

test('a text of lines keeps them, and nothing else', () => {
  expect(printable('a\n\tb\r\n\u001bc', 'keep')).toBe('a\n\tb\\u000d\n\\u001bc');
});

test('JSON means the same', () => {
  const value = { 'section_end:1:x': 'a\\\u202e\u009b"\u007f', list: ['\u001b', '\n'] };
  const shown = printable(JSON.stringify(value, null, 2), 'keep');
  expect(JSON.parse(shown)).toEqual(value);
  expect(shown).toMatch(/^[\n\x20-\x7e]*$/);
});
