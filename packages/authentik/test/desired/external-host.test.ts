import { address, externalHost, hostOf, withHost } from '../../src/desired/external-host.js';

test.each([
  ['https://METUBE.Example.org/', 'https://metube.example.org'],
  ['https://metube.example.org:443', 'https://metube.example.org'],
  ['http://metube.example.org:80', 'http://metube.example.org'],
  ['https://metube.example.org:8443', 'https://metube.example.org:8443'],
  ['https://bücher.example.org', 'https://xn--bcher-kva.example.org'],
  ['https://example.org/metube/', 'https://example.org'],
  ['https://EXAMPLE.org:443/Me/Tube?x#y', 'https://example.org'],
  ['http://[::1]:80/', 'http://[::1]'],
  [' nonsense ', 'nonsense'],
])('%s is stored as %s', (url, expected) => {
  expect(externalHost(url)).toBe(expected);
});

test.each([
  ['https://METUBE.Example.org:443/', 'https://metube.example.org'],
  ['https://example.org/metube/', 'https://example.org/metube'],
  ['http://example.org:81/Me/Tube?x#y', 'http://example.org:81/Me/Tube'],
  [' nonsense ', 'nonsense'],
])('the address %s is %s', (url, expected) => {
  expect(address(url)).toBe(expected);
});

test.each([
  ['https://METUBE.example.org:443/x', 'metube.example.org'],
  ['https://metube.example.org:8443', 'metube.example.org:8443'],
  [' NonSense ', 'nonsense'],
])('the host of %s is %s', (url, expected) => {
  expect(hostOf(url)).toBe(expected);
});

test.each([
  ['https://metube.example.org:8443/x', 'https://tube.example.org:8443'],
  ['http://metube.example.org', 'http://tube.example.org'],
  ['nonsense', 'https://tube.example.org'],
])('%s at another host', (url, expected) => {
  expect(withHost(url, 'tube.example.org')).toBe(expected);
});
