import { isScalar } from 'yaml';
import { isMarked, markedPairs } from '../../src/document/mark.js';
import { entryOf, parse, url } from '../support/document.js';
import { page, pages } from '../support/surgery.js';

const links = (item: string): string =>
  pages(page(`- type: bookmarks\n  groups:\n    - title: Media\n      links:\n        - ${item.replace(/\n/g, '\n          ')}\n`));

test.each([
  ['behind the title', `title: T # hl\nurl: ${url}`, true],
  ['behind the last field', `title: T\nurl: ${url} # hl`, true],
  ['with words of the owner', `title: T # hl nice\nurl: ${url}`, true],
  ['with a semicolon', `title: T # hl; nice\nurl: ${url}`, true],
  ['behind braces', `{ title: T, url: "${url}" } # hl`, true],
  ['behind an alias', `title: &a T\nurl: ${url}\nname: *a # hl`, true],
  ['none', `title: T\nurl: ${url}`, false],
  ['another word', `title: T # hlx\nurl: ${url}`, false],
  ['not right behind the sign', `title: T #hl\nurl: ${url}`, false],
  ['in the text', `title: 'T # hl'\nurl: ${url}`, false],
  ['on a line of its own', `title: T\n# hl\nurl: ${url}`, false],
  ['inside the braces', `{ title: T, # hl\n  url: "${url}" }`, false],
])('a mark: %s', (_, item, expected) => {
  const document = parse(links(item));
  expect(isMarked(document, entryOf(document).map)).toBe(expected);
});

test('only a mapping can have one', () =>
  expect([isMarked(parse('a: 1 # hl\n'), null), isMarked(parse('- 1 # hl\n'), parse('- 1\n').yaml.contents)]).toEqual([false, false]));

test('the fields behind which it stands', () => {
  const document = parse(links(`title: T # hl\nurl: ${url}\nlist: [1] # hl\nicon: x # hl`));
  expect(markedPairs(document, entryOf(document).map).map(({ key }) => isScalar(key) && key.value)).toEqual(['title', 'icon']);
});
