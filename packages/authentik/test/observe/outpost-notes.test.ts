import { healthNotes, loginFaults, loginNotes } from '../../src/observe/outpost-notes.js';
import { embeddedMark, outpost } from '../support/state.js';

const browserUrl = 'https://auth.example.org';
const embedded = (authentik_host?: string) =>
  outpost({ name: 'E', managed: embeddedMark, config: { ...(authentik_host === undefined ? {} : { authentik_host }) } });
const remedy =
  'set authentik_host to https://auth.example.org (Applications › Outposts › E › Edit › Advanced settings), or authentik.browser_url in hl.yml to where browsers reach Authentik';

test.each([
  ['what is no list', { detail: 'x' }, []],
  ['what could not be read', null, []],
  ['nobody', [], ['no outpost is connected as "proxy": it takes effect when one is']],
  ['one that is well', [{ version_outdated: false }, 'x'], []],
  [
    'one that is not, among others',
    [{ version_outdated: false }, { version_outdated: true, version: '1', version_should: '2' }],
    ['the outpost "proxy" runs 1, the server wants 2: update it'],
  ],
])('health: %s', (_, instances, expected) => {
  expect(healthNotes(outpost(), instances)).toEqual(expected);
});

test.each([
  ['as wanted', 'https://auth.example.org/', []],
  [
    'empty, as on a fresh install',
    '',
    [`its authentik_host is empty, so browsers are sent to its own listen address to log in, which no browser reaches: ${remedy}`],
  ],
  [
    'missing',
    undefined,
    [`its authentik_host is empty, so browsers are sent to its own listen address to log in, which no browser reaches: ${remedy}`],
  ],
  [
    'another address: it may be right',
    'https://login.example.org',
    [`browsers are sent to https://login.example.org to log in: ${remedy}`],
  ],
  [
    'a name that only containers know',
    'http://internal:9000',
    [`browsers are sent to http://internal:9000 to log in, which no browser reaches: ${remedy}`],
  ],
])('authentik_host: %s', (_, host, expected) => {
  expect(loginNotes(embedded(host), browserUrl)).toEqual(expected);
});

test.each([
  ['a standalone outpost: its own environment decides', outpost({ config: { authentik_host: '' } })],
  ['one whose configuration is not shown', outpost({ managed: embeddedMark })],
])('nothing of %s', (_, row) => {
  expect([loginNotes(row, browserUrl), loginFaults(row, browserUrl)]).toEqual([[], []]);
});

test.each([
  '',
  'server',
  'http://server',
  'http://127.0.0.1:9000',
  'http://localhost',
  'http://0.0.0.0',
  'http://[::1]:9000',
  'http://[::]',
])('nobody could log in at %j', (host) => {
  expect(loginFaults(embedded(host), browserUrl)).toEqual([
    { message: expect.stringMatching(/^the outpost "E": .*no browser reaches/), sure: false },
  ]);
});

test.each(['https://auth.example.org', 'https://login.example.org', 'http://192.0.2.1:9000', 'http://[2001:db8::1]'])(
  'somebody may log in at %s',
  (host) => {
    expect(loginFaults(embedded(host), browserUrl)).toEqual([]);
  },
);
