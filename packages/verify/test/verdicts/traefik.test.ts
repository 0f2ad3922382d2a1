import { fromTraefik, isDefaultCertificate, isOwn404, refusesName } from '../../src/verdicts/traefik.js';

test.each([
  [404, '404 page not found\n', "404 page not found, Traefik's own", /no router/],
  [503, 'no available server\n', '503 no available server', /unhealthy/],
  [502, 'Bad Gateway', '502 Bad Gateway', /cannot connect/],
  [502, '', '502 Bad Gateway', /cannot connect/],
  [504, 'Gateway Timeout', '504 Gateway Timeout', /in time/],
  [504, '', '504 Gateway Timeout', /in time/],
])('%i %j is its own', (status, body, actual, hint) => {
  expect(fromTraefik({ status, body })).toEqual({ pass: false, actual, hint: expect.stringMatching(hint) });
});

test.each([
  [200, ''],
  [200, '404 page not found'],
  [404, '<h1>Not here</h1>'],
  [404, ''],
  [503, ''],
  [500, 'no available server'],
  [502, 'my own'],
  [504, 'my own'],
])('%i %j is of somebody behind it', (status, body) => {
  expect(fromTraefik({ status, body })).toBeNull();
  expect(isOwn404({ status, body })).toBe(false);
});

test.each<[unknown, boolean]>([
  [{ CN: 'TRAEFIK DEFAULT CERT' }, true],
  [{ CN: ['TRAEFIK DEFAULT CERT', 'x'] }, true],
  [{ CN: 'metube.example.org' }, false],
  [{}, false],
  [undefined, false],
])('the subject %j is that of the default certificate: %s', (subject, expected) => {
  expect(isDefaultCertificate({ subject } as never)).toBe(expected);
});

test.each([
  ['EPROTO write EPROTO 0A000438:SSL routines:ssl3_read_bytes:tlsv1 alert internal error', true],
  ['SSL alert handshake failure', true],
  ['tlsv1 unrecognized name', true],
  ['EPROTO wrong version number', false],
  ['ECONNREFUSED', false],
])('%s refuses the name: %s', (error, expected) => {
  expect(refusesName(error)).toBe(expected);
});
