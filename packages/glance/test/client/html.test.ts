import { plainText, renderedEntries } from '../../src/client/html.js';

const html = `
<div class="bookmarks-group"><div class="bookmarks-group-title size-h3">A &amp; B</div>
<li><img class="bookmarks-icon" src="x"><a href="https://a.example.org/?x=1&amp;y=2" class="bookmarks-link color-highlight" target="_blank">One &#43; <b>1</b></a></li></div>
<div class="bookmarks-group"><a class="bookmarks-link" href="https://b.example.org">Two</a></div>
<div class="monitor-site flex"><a data-x="class" class="size-h3 block" href="https://c.example.org">Three
  times</a></div>
<a class="bookmarks-link">no address</a><a href="https://d.example.org">another link</a><div class="size-h3" href="x">no link</div>`;

test('bookmarks with their group, monitored sites, nothing else', () =>
  expect(renderedEntries(html)).toEqual([
    { kind: 'bookmark', url: 'https://a.example.org/?x=1&y=2', title: 'One +', group: 'A & B' },
    { kind: 'bookmark', url: 'https://b.example.org', title: 'Two', group: '' },
    { kind: 'monitor', url: 'https://c.example.org', title: 'Three times', group: '' },
  ]));

test.each([
  ['<p>something else</p>', []],
  ['', []],
  ['<a class="x-bookmarks-link" href="a">A</a>', []],
  ['<a data-class="bookmarks-link" href="a">A</a>', []],
])('%j shows nothing', (text, expected) => expect(renderedEntries(text)).toEqual(expected));

test.each([
  ['&lt;b&gt; &quot;&apos;&amp;', `<b> "'&`],
  ['&#34;&#x27;&#X27;', `"''`],
  ['&#128512;', '😀'],
  ['&#1114111;', '\u{10ffff}'],
  ['&#1114112;', '&#1114112;'],
  ['&unknown; & &;', '&unknown; & &;'],
  ['  a \n\t b ', 'a b'],
])('%j is seen as %j', (text, expected) => expect(plainText(text)).toBe(expected));
