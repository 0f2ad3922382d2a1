import { apiUrl } from '../../src/client/url.js';

test.each([
  ['http://192.0.2.2', 'http://192.0.2.2/api'],
  ['http://192.0.2.2/', 'http://192.0.2.2/api'],
  ['http://192.0.2.2/api', 'http://192.0.2.2/api'],
  ['http://192.0.2.2/api/', 'http://192.0.2.2/api'],
  ['http://192.0.2.2/admin', 'http://192.0.2.2/api'],
  ['http://192.0.2.2/admin/', 'http://192.0.2.2/api'],
  ['https://pi.hole:8443', 'https://pi.hole:8443/api'],
  ['https://proxy.lab/second/api', 'https://proxy.lab/second/api'],
  ['https://proxy.lab/admins', 'https://proxy.lab/admins/api'],
])('%s is asked at %s', (text, url) => expect(apiUrl(text)).toBe(url));

test.each([
  ['not a URL', 'pi.hole', 'The Pi-hole URL "pi.hole" is not an http(s) URL'],
  ['another scheme', 'ftp://admin:hunter2@pi.hole', 'The Pi-hole URL "ftp://pi.hole" is not an http(s) URL'],
  ['a password in it', 'http://admin:hunter2@pi.hole', 'The Pi-hole URL of pi.hole has more than scheme, host, port and path'],
  ['a name in it', 'http://admin@pi.hole', 'The Pi-hole URL of pi.hole has more than scheme, host, port and path'],
  ['a query', 'http://pi.hole/?x=1', 'The Pi-hole URL of pi.hole has more than scheme, host, port and path'],
  ['a fragment', 'http://pi.hole/#x', 'The Pi-hole URL of pi.hole has more than scheme, host, port and path'],
])('%s is refused before anything is asked', (_, url, message) =>
  expect(() => apiUrl(url)).toThrow(
    expect.objectContaining({ code: 'HL_PIHOLE_URL', kind: 'input', message, hint: expect.stringMatching(/^Write it like http:/) }),
  ),
);
