import { HlError } from '@hl/core';
import { explain, noCommonHostKey } from '../../src/login/login-errors.js';

const place = { name: 'web', address: '192.0.2.7', port: 2222 };
const key = { path: '~/.ssh/id', parsed: null as never };
const who = { user: 'me', key, agentSocket: undefined, timeoutMs: 1, pingMs: 1 };
const error = (message: string, more: { level?: string; code?: string } = {}): Error => Object.assign(new Error(message), more);

test.each([
  [
    'an agent',
    error('no such socket', { level: 'agent' }),
    { agentSocket: '/run/agent' },
    'HL_SSH_AGENT',
    'input',
    /agent at \/run\/agent cannot be asked: no such socket/,
    /ssh-add/,
  ],
  [
    'too many keys',
    error('Too many authentication failures', { level: 'client-authentication' }),
    {},
    'HL_SSH_AUTH',
    'refused',
    /gave up on user me after too many keys/,
    /MaxAuthTries/,
  ],
  [
    'a key',
    error('x', { level: 'client-authentication' }),
    {},
    'HL_SSH_AUTH',
    'refused',
    /\(192\.0\.2\.7:2222\) does not accept the key ~\/\.ssh\/id for user me$/,
    /~me\/\.ssh\/authorized_keys.* in hl\.yml\.$/,
  ],
  [
    'a key and an agent',
    error('x', { level: 'client-authentication' }),
    { agentSocket: 's' },
    'HL_SSH_AUTH',
    'refused',
    /the key ~\/\.ssh\/id or the keys of the agent/,
    /./,
  ],
  [
    'an agent only',
    error('x', { level: 'client-authentication' }),
    { agentSocket: 's', key: null },
    'HL_SSH_AUTH',
    'refused',
    /not accept the keys of the agent for/,
    /./,
  ],
  ['root', error('x', { level: 'client-authentication' }), { user: 'root' }, 'HL_SSH_AUTH', 'refused', /user root/, /PermitRootLogin/],
  [
    'no algorithm',
    error('Handshake failed: no matching key exchange algorithm'),
    {},
    'HL_SSH_HANDSHAKE',
    'refused',
    /no algorithm in common: Handshake failed/,
    /Update sshd/,
  ],
  [
    'no host key of our types',
    error('no matching host key format'),
    {},
    'HL_SSH_HANDSHAKE',
    'refused',
    /no host key of a type that we know/,
    /ssh-keygen -A/,
  ],
  ['the handshake takes too long', error('x', { level: 'client-timeout' }), {}, 'HL_SSH_TIMEOUT', 'unreachable', /no answer in time/, /./],
  [
    'the socket',
    error('x', { level: 'client-socket', code: 'EHOSTUNREACH' }),
    {},
    'HL_SSH_UNREACHABLE',
    'unreachable',
    /no route to the host/,
    /VPN/,
  ],
  [
    'the socket, in words',
    error('odd', { level: 'client-socket' }),
    {},
    'HL_SSH_UNREACHABLE',
    'unreachable',
    /cannot be reached: odd/,
    /./,
  ],
  ['a hang-up', error('No response from server'), {}, 'HL_SSH_DROPPED', 'unreachable', /closed the connection at once/, /MaxStartups/],
  ['a hang-up later', error('Connection closed'), {}, 'HL_SSH_DROPPED', 'unreachable', /./, /./],
  ['anything else', error('odd'), {}, 'HL_SSH_UNREACHABLE', 'unreachable', /cannot be reached: odd$/, /Try again/],
])('%s', (_, thrown, more, code, kind, message, hint) => {
  const told = explain(place, thrown, '', { known: [] }, { ...who, ...more });
  expect(told).toMatchObject({ code, kind, message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
});

test.each([
  ['SSH-2.0-OpenSSH', 'HL_SSH_UNREACHABLE', /odd/],
  ['Exceeded MaxStartups\r\n', 'HL_SSH_DROPPED', /at once/],
  ['Not allowed at this time', 'HL_SSH_DROPPED', /at once/],
  [
    'HTTP/1.1 400 Bad Request\r\nServer: x',
    'HL_SSH_NOT_SSH',
    /192\.0\.2\.7:2222 for web does not speak SSH: it says "HTTP\/1\.1 400 Bad Request"$/,
  ],
  [`\u0001\u00ff${'x'.repeat(99)}`, 'HL_SSH_NOT_SSH', /"\?\?x{58}"/],
])('a server that begins with %j', (heard, code, message) => {
  expect(explain(place, error('odd'), heard, { known: [] }, who)).toMatchObject({ code, message: expect.stringMatching(message) });
});

test('no key of the type that is trusted is a changed key', () => {
  const told = explain(place, error('No matching host key type'), '', { known: ['ssh-ed25519', 'ssh-rsa'] }, who);
  expect(told).toMatchObject({
    code: 'HL_HOST_KEY_CHANGED',
    kind: 'refused',
    message: expect.stringMatching(/^THE HOST KEY OF web .*HAS CHANGED.*trusted type \(ssh-ed25519, ssh-rsa\).*Nothing was sent/),
    hint: 'Only if the host was reinstalled on purpose, run: hl hosts trust web',
  });
  expect([noCommonHostKey(error('no matching host key')), noCommonHostKey(error('no matching cipher'))]).toEqual([true, false]);
});

test('what is explained already stays', () => {
  const known = new HlError('HL_X', 'x', { kind: 'input' });
  expect(explain(place, known, 'HTTP', { known: [] }, who)).toBe(known);
});
