import { html as tag, link, type Content } from '../../src/html/html.js';

test.each<[string, Content, string]>([
  ['markup', '<b>&</b>', '&lt;b&gt;&amp;&lt;/b&gt;'],
  ['the end of an attribute', `" onload='x'`, '&quot; onload=&#39;x&#39;'],
  ['the end of a script', '</script>', '&lt;/script&gt;'],
  ['an entity', '&lt;', '&amp;lt;'],
  ['a turn of direction', 'a\u202eb\u2066', 'a\\u202eb\\u2066'],
  ['a NUL and an escape', 'a\u0000\u001b[31m', 'a\\u0000\\u001b[31m'],
  ['half of a pair', '\ud83d', '\\ud83d'],
  ['a whole pair', '\u{1f600}', '\u{1f600}'],
  ['lines', 'a\n\tb', 'a\n\tb'],
  ['a number', 7, '7'],
  ['zero', 0, '0'],
  ['nothing', null, ''],
  ['nothing, either', undefined, ''],
  ['what does not hold', false, ''],
  ['markup of ours', tag`<i>${'<'}</i>`, '<i>&lt;</i>'],
  ['several', ['<', tag`<br>`, ['>']], '&lt;<br>&gt;'],
])('%s in a template', (_, value, expected) => {
  expect(tag`<p>${value}</p>`.markup).toBe(`<p>${expected}</p>`);
});

test('an object that only looks like markup of ours is text', () => {
  const forged = JSON.parse('{"markup":"<script>"}') as never;
  expect(() => tag`${forged}`.markup).toThrow();
});

test('lines of a template are one space', () => {
  expect(
    tag`<p>
  a ${'b\n  c'}
</p>`.markup,
  ).toBe('<p> a b\n  c </p>');
});

test.each([
  ['https://a.example.org/?a=1&b="2"', '<a href="https://a.example.org/?a=1&amp;b=&quot;2&quot;">x</a>'],
  ['HTTP://192.0.2.1', '<a href="HTTP://192.0.2.1">x</a>'],
  ['javascript:alert(1)', '<span>x</span>'],
  [' https://a.example.org', '<span>x</span>'],
  ['data:text/html,<b>', '<span>x</span>'],
  ['//a.example.org', '<span>x</span>'],
])('a link to %s', (url, expected) => {
  expect(link(url, 'x').markup).toBe(expected);
});
