import { addressOf, basicOf } from '../../src/client/address.js';

test.each([
  ['ntfy://ntfy.sh', { scheme: 'ntfy', origin: 'https://ntfy.sh', host: 'ntfy.sh', user: '', password: '', path: [] }],
  ['ntfy+http://h:8080/a//b%2Fc/', { scheme: 'ntfy', origin: 'http://h:8080', host: 'h:8080', path: ['a', 'b/c'] }],
  ['a+https://u%40x:p%3A%2F@h', { origin: 'https://h', user: 'u@x', password: 'p:/' }],
  ['slack://T0AbC/B0', { host: 'T0AbC', path: ['B0'] }],
  ['x://[2001:db8::1]:25/', { host: '[2001:db8::1]:25' }],
  ['x://u:50%@h', { password: '50%' }],
])('%s', (url, expected) => expect(addressOf(url)).toMatchObject(expected));

test('its query', () => expect(addressOf('x://h?a=b%26c&d')?.query.get('a')).toBe('b&c'));

test.each(['', 'x', 'x://', 'x:y', '://h', 'x+ftp://h', 'X://h', 'x://h:port/', 'x://a b'])('%j is none', (url) =>
  expect(addressOf(url)).toBeNull(),
);

test('as HTTP sends it', () => expect(basicOf('Aladdin', 'open sesame')).toBe('QWxhZGRpbjpvcGVuIHNlc2FtZQ==')); // RFC 7617
