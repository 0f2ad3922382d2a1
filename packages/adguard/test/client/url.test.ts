import { apiUrl } from '../../src/client/url.js';

test.each([
  ['http://192.0.2.53', 'http://192.0.2.53/control'],
  ['http://192.0.2.53:3000/', 'http://192.0.2.53:3000/control'],
  ['https://adguard.lab/control/', 'https://adguard.lab/control'],
  ['https://proxy.lab/dns', 'https://proxy.lab/dns/control'],
])('%s is asked at %s', (text, url) => expect(apiUrl(text)).toBe(url));

test.each([
  ['not a URL', 'adguard.lab', 'The AdGuard Home URL "adguard.lab" is not an http(s) URL'],
  ['another scheme', 'ftp://admin:hunter2@adguard.lab', 'The AdGuard Home URL "ftp://adguard.lab" is not an http(s) URL'],
  ['a password in it', 'http://admin:hunter2@adguard.lab', 'The AdGuard Home URL of adguard.lab has more than scheme, host, port and path'],
  ['a name in it', 'http://admin@adguard.lab', 'The AdGuard Home URL of adguard.lab has more than scheme, host, port and path'],
  ['a query', 'http://adguard.lab/?x=1', 'The AdGuard Home URL of adguard.lab has more than scheme, host, port and path'],
  ['a fragment', 'http://adguard.lab/#dns_rewrites', 'The AdGuard Home URL of adguard.lab has more than scheme, host, port and path'],
])('%s is refused before anything is asked', (_, url, message) =>
  expect(() => apiUrl(url)).toThrow(
    expect.objectContaining({ code: 'HL_ADGUARD_URL', kind: 'input', message, hint: expect.stringMatching(/^Write it like http:/) }),
  ),
);
