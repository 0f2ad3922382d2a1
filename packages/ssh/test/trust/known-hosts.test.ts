import { createHmac } from 'node:crypto';
import { keysFor as keysIn, linesOf, nameOf, trustHost } from '../../src/trust/known-hosts.js';

const keysFor = (text: string, address: string, port: number) => keysIn(linesOf(text), address, port);

const hashed = (name: string, salt = Buffer.from('0123456789abcdefghij')): string =>
  `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;

const [N, A] = ['[192.0.2.7]:2222', '192.0.2.7'];

test.each([
  ['its line', `${N} t K`, ['K']],
  ['a comment, an empty line, Windows line ends', `# ${N} t X\r\n\r\n${N} t K me@here\r\n`, ['K']],
  ['one of several names', `a,${N},b t K`, ['K']],
  ['a hashed name', `${hashed(N)} t K`, ['K']],
  ['a hashed name of somebody else', `${hashed('[192.0.2.8]:2222')} t K`, []],
  ['a pattern', '[192.0.?.7]:* t K', ['K']],
  ['a pattern for all', '* t K', ['K']],
  ['a pattern and a negation', `*,!${N},!${A} t K`, []],
  ['a negation of others', '*,!192.0.3.* t K', ['K']],
  ['the name without port, when there is none with it', `${A} t K`, ['K']],
  ['the name without port counts no more when there is one with it', `${A} t X\n${N} t K`, ['K']],
  ['two keys', `${N} t X\n${N} t K`, ['X', 'K']],
  ['nothing', '', []],
  ['the key of another host', '[192.0.2.7]:1 t K', []],
  ['a dot is no pattern', '[192x0.2.7]:2222 t K', []],
  ['a question mark is one character', '[192.0.2.7]:222?2 t K', []],
  ['other characters with a meaning in expressions are none here', '[192.0.2.(7)]:2222,192.0.2.7+ t K', []],
  ['a certificate authority is no host key', `@cert-authority ${N} t K`, []],
  ['a mark that we do not know', `@other ${N} t K`, []],
  ['half a line', `${N}\n${N} t`, []],
])('the keys of a server: %s', (_, text, keys) => {
  expect(keysFor(text, A, 2222).map(({ key }) => key)).toEqual(keys);
});

test('a key that is marked as revoked is told, with its type', () => {
  expect(keysFor(`@revoked * ssh-rsa X\n${N} ssh-ed25519 K`, A, 2222)).toMatchObject([
    { revoked: true, type: 'ssh-rsa', key: 'X' },
    { revoked: false, type: 'ssh-ed25519', key: 'K' },
  ]);
});

test.each([
  ['WEB', 22, 'web'],
  ['Web', 2222, '[web]:2222'],
  ['fe80::1', 22, 'fe80::1'],
  ['fe80::1', 2222, '[fe80::1]:2222'],
])('%s at port %i is called %s', (address, port, name) => {
  expect(nameOf(address, port)).toBe(name);
});

test('names are compared without regard to case', () => {
  expect(keysFor('Web t K', 'wEB', 22)).toHaveLength(1);
  expect(keysFor('W* t K', 'web', 22)).toHaveLength(1);
});

describe('trustHost', () => {
  const keys = [
    { type: 'ssh-ed25519', key: 'AAAAnew' },
    { type: 'ssh-rsa', key: 'AAAArsa' },
  ];
  const both = (name: string): string => `${name} ssh-ed25519 AAAAnew\n${name} ssh-rsa AAAArsa\n`;

  test.each([
    ['an empty file', '', both('web')],
    ['no newline at the end', 'db ssh-rsa AAAA', `db ssh-rsa AAAA\n${both('web')}`],
    ['all there already', `# mine\n${both('web')}`, `# mine\n${both('web')}`],
    ['one there already, hashed', `${hashed('web')} ssh-rsa AAAArsa\n`, `${hashed('web')} ssh-rsa AAAArsa\nweb ssh-ed25519 AAAAnew\n`],
    ['old keys go', `web ssh-ed25519 AAAAold\n${hashed('web')} ssh-dss AAAAold\ndb ssh-rsa AAAA\n`, `db ssh-rsa AAAA\n${both('web')}`],
    ['the right key of another type is an old key', 'web ssh-rsa AAAAnew\n', both('web')],
    ['other names of a line stay', 'web,10.0.0.1 ssh-ed25519 AAAAold me\n', `10.0.0.1 ssh-ed25519 AAAAold me\n${both('web')}`],
    [
      'patterns, marks and comments stay',
      '*.lan ssh-rsa AAAA\n@revoked web ssh-rsa BBBB\n\n# web ssh-rsa C\n',
      `*.lan ssh-rsa AAAA\n@revoked web ssh-rsa BBBB\n\n# web ssh-rsa C\n${both('web')}`,
    ],
    ['another port is another host', '[web]:2222 ssh-ed25519 AAAAold\n', `[web]:2222 ssh-ed25519 AAAAold\n${both('web')}`],
  ])('%s', (_, before, after) => {
    expect(trustHost(before, 'WEB', 22, keys)).toBe(after);
    expect(trustHost(after, 'web', 22, keys)).toBe(after);
  });

  test('a port other than 22 is part of the name', () => {
    expect(trustHost('', 'fe80::1', 2222, keys)).toBe(both('[fe80::1]:2222'));
    expect(trustHost('', 'fe80::1', 22, keys)).toBe(both('fe80::1'));
  });
});
