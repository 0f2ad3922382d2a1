import { asHostName, complete, display, inUrl, isAddressable, straight } from '../src/names.js';

test.each([
  ['metube', 'metube'],
  ['MeTube.Example.org.', 'metube.example.org'],
  ['bücher.example.org', 'xn--bcher-kva.example.org'],
  ['a-b.c1', 'a-b.c1'],
  ['-a', null],
  ['a-', null],
  ['a_b', null],
  ['a..b', null],
  ['', null],
  ['.', null],
  ['192.0.2.1', null],
  ['1.2', null],
  ['a.0x7f', null],
  ['xn--a', null],
  ['a%41', null],
  ['*.example.org', null],
  ['a'.repeat(63), 'a'.repeat(63)],
  ['a'.repeat(64), null],
  [`${'a.'.repeat(126)}b`, `${'a.'.repeat(126)}b`],
  [`${'a.'.repeat(126)}bb`, null],
])('%s as a host name: %s', (text, expected) => expect(asHostName(text)).toBe(expected));

test.each([
  ['*.Example.org', '*.example.org'],
  ['*.a', '*.a'],
  ['*', null],
  ['*.*.a', null],
  ['a.*', null],
  ['a', 'a'],
])('%s with a wildcard: %s', (text, expected) => expect(asHostName(text, true)).toBe(expected));

test.each([
  ['example.org', true],
  ['*.example.org.', true],
  ['x.127.0.0.1', false],
  ['1.2', false],
  ['xn--a', false],
  ['xn--bcher-kva.xn--a', false],
  ['xn--bcher-kva.example.org', true],
  ['axn--a.example.org', true],
  ['xn--a-', false],
])('%s means itself in a URL: %s', (name, expected) => expect(isAddressable(name)).toBe(expected));

test.each([
  ['metube', 'metube.example.org'],
  ['metube.lan', 'metube.lan'],
  ['*.apps', '*.apps.example.org'],
  ['*.apps.lan', '*.apps.lan'],
])('%s is %s', (name, expected) => expect(complete(name, 'example.org')).toBe(expected));

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['fd00::1', '[fd00::1]'],
  ['a.lan', 'a.lan'],
])('%s in a URL is %s', (address, expected) => expect(inUrl(address)).toBe(expected));

test.each([
  ['media', 'Media'],
  ['media-tools', 'Media Tools'],
])('%s is displayed as %s', (category, expected) => expect(display(category)).toBe(expected));

test.each([
  ['/opt/metube', true],
  ['opt/metube/', true],
  ['/opt/../x', false],
  ['/opt/./x', false],
  ['/opt//x', false],
  ['/', false],
  ['', false],
])('%s is straight: %s', (path, expected) => expect(straight(path)).toBe(expected));
