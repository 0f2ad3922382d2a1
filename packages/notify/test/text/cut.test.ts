import { cut, cutLines, defuse, escapeHtml, escapeMarkdown } from '../../src/text/cut.js';

test.each([
  ['fits', 'abc', 3, 'abc'],
  ['one too long', 'abcd', 3, 'ab…'],
  ['blanks around do not count', '  abc\n', 3, 'abc'],
  ['never half of a surrogate pair', 'ab🎬cd', 4, 'ab…'],
  ['a whole pair stays', 'ab🎬cd', 5, 'ab🎬…'],
])('a text: %s', (_, text, max, expected) => expect(cut(text, max)).toBe(expected));

test.each([
  ['all fit', ['a', 'b'], 20, 20, 'a\nb'],
  ['exactly', ['aaaa', 'bbbb'], 9, 20, 'aaaa\nbbbb'],
  ['each is cut', ['abcdef', 'b'], 20, 4, 'abc…\nb'],
  ['the rest is counted', ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc'], 31, 20, 'aaaaaaaaaa\n… (+2 more)'],
  [
    'just enough room for the count',
    ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc', 'dddddddddd'],
    37,
    20,
    'aaaaaaaaaa\nbbbbbbbbbb\n… (+2 more)',
  ],
  ['one unit too few', ['aaaaaaaaaa', 'bbbbbbbbbb', 'cccccccccc', 'dddddddddd'], 36, 20, 'aaaaaaaaaa\n… (+3 more)'],
  ['none', [], 10, 10, ''],
])('lines: %s', (_, lines, max, lineMax, expected) => expect(cutLines(lines, max, lineMax)).toBe(expected));

test.each([
  ['a_b*c~d`e|f<g>h[i]j\\', 'a\\_b\\*c\\~d\\`e\\|f\\<g\\>h\\[i\\]j\\\\'],
  ['one\n  two\tthree', 'one two three'],
  ['@here', '@\u200bhere'],
  ['\u001b[2J', String.raw`\\u001b\[2J`],
])('markdown in %j is text', (text, expected) => expect(escapeMarkdown(text)).toBe(expected));

test.each(['# a', '- a', '+ a'])('%j begins no list and no heading', (text) => expect(escapeMarkdown(text)).toBe(`\\${text}`));

test('HTML is text', () => expect(escapeHtml('a & <b c="d">\n@e')).toBe('a &amp; &lt;b c=&quot;d&quot;&gt; @\u200be'));

test.each([
  ['[a](b)', '[a]\u200b(b)'],
  ['[a] (b) a < b <3', '[a] (b) a < b <3'],
  ['<!here> <@U1> <#C1> <:x:1> </b> <b>', '<\u200b!here> <\u200b@\u200bU1> <\u200b#C1> <\u200b:x:1> <\u200b/b> <\u200bb>'],
])('whoever reads %j further on finds nothing in it', (text, expected) => expect(defuse(text)).toBe(expected));
