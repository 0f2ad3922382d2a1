import { cut, presentable, withoutSecrets } from '../../src/evidence/evidence.js';

test.each([
  ['the values of a query', 'https://auth.test/authorize/?client_id=abc&state=hush', 'https://auth.test/authorize/?client_id=…&state=…'],
  ['in a page, too', '<a href="/x?a=hush&amp;b=hush">Found</a>', '<a href="/x?a=…&amp;b=…">Found</a>'],
  ['a login in a URL', 'http://ann:hush@nas.test/a', 'http://nas.test/a'],
  ['what is as mixed as only tokens are', 'Bearer hush1hush2hush3hush4hush5.eyJ0.abc-d ok', 'Bearer … ok'],
  ['long words that people write stay', 'Donaudampfschifffahrtsgesellschaft 2026', 'Donaudampfschifffahrtsgesellschaft 2026'],
  ['names with dashes and numbers stay', 'a-very-long-name-of-a-service-2.example.org', 'a-very-long-name-of-a-service-2.example.org'],
])('without %s', (_, text, clean) => {
  expect(withoutSecrets(text)).toBe(clean);
  expect(withoutSecrets(clean)).toBe(clean);
});

test('what is kept is printable, short and says something', () => {
  const kept = presentable({ title: ' a\u001b[31m\nb ', body: '😀'.repeat(600), server: '  ' });
  expect(kept).toEqual({ title: 'a\\u001b[31m\\nb', body: `${'😀'.repeat(499)}…` });
  expect(presentable({ server: '' })).toBeNull();
});

test('a text is cut where it is too long, and not within a character', () => {
  expect([cut('abc', 3), cut('abcd', 3), cut('😀😀😀', 2)]).toEqual(['abc', 'ab…', '😀…']);
});
