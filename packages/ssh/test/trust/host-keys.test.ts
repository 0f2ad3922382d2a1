import { linesOf } from '../../src/trust/known-hosts.js';
import { algorithmsFor, distrusted, hostKey, keyTypes, trustFor } from '../../src/trust/host-keys.js';

/** As a server sends it: the length of the type, the type, and the rest. */
const blob = (type: string, rest = 'the key'): Buffer => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, Buffer.from(type + rest)]);
};
const key = hostKey(blob('ssh-ed25519'));
const other = hostKey(blob('ssh-ed25519', 'another key'));
const line = ({ type, key: base64 }: typeof key, name = '[192.0.2.7]:2222'): string => `${name} ${type} ${base64}\n`;
const trust = (knownHosts: string, fingerprints: string[] = []) =>
  trustFor({ address: '192.0.2.7', port: 2222, fingerprints }, linesOf(knownHosts));

test('a key is known by its type, its base64 and its fingerprint', () => {
  // ssh-keygen -lf of this public key
  const base64 = 'AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
  expect(hostKey(Buffer.from(base64, 'base64'))).toEqual({
    type: 'ssh-ed25519',
    key: base64,
    fingerprint: 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU',
  });
});

test.each([
  [['ssh-rsa'], ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']],
  [
    ['ssh-rsa', 'ssh-ed25519'],
    ['ssh-ed25519', 'rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa'],
  ],
  [['ssh-dss'], []],
])('%j is asked for by %j', (types, algorithms) => {
  expect(algorithmsFor(types)).toEqual(algorithms);
});

test.each([
  ['its line', line(key), [], 'trusted'],
  ['two keys, one right', line(other) + line(key), [], 'trusted'],
  ['nothing', '', [], 'unknown'],
  ['the key of another host', line(key, '[192.0.2.8]:2222'), [], 'unknown'],
  ['another key', line(other), [], 'changed'],
  ['a key of another type only', '[192.0.2.7]:2222 ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=', [], 'changed'],
  ['a key of a type that we do not speak', '[192.0.2.7]:2222 ssh-dss AAAAB3NzaC1kc3M=', [], 'unknown'],
  ['revoked', `@revoked ${line(key)}`, [], 'revoked'],
  ['revoked, though trusted in another line', `${line(key)}@revoked ${line(key, '*')}`, [], 'revoked'],
  ['another key revoked', `@revoked ${line(other, '*')}${line(key)}`, [], 'trusted'],
  ['only another key revoked', `@revoked ${line(other)}`, [], 'unknown'],
  ['a pin', '', ['SHA256:other', key.fingerprint], 'trusted'],
  ['a pin with padding and spaces', '', [` ${key.fingerprint}= `], 'trusted'],
  ['another pin, though known_hosts has it', line(key), ['SHA256:other'], 'changed'],
  ['a pin, though known_hosts has another', line(other), [key.fingerprint], 'trusted'],
  ['a pin, though revoked', `@revoked ${line(key)}`, [key.fingerprint], 'revoked'],
])('%s', (_, knownHosts, pins, verdict) => {
  expect(trust(knownHosts, pins).judge(key)).toBe(verdict);
});

test('a server is asked for keys of the types that are known for it; for any where pins count', () => {
  expect(trust(line(key))).toMatchObject({ algorithms: ['ssh-ed25519'], known: ['ssh-ed25519'], anyKeyWillDo: false });
  expect(trust('').algorithms).toEqual(algorithmsFor(keyTypes));
  expect(trust(line(key), ['SHA256:other'])).toMatchObject({ algorithms: algorithmsFor(keyTypes), known: [], anyKeyWillDo: true });
  expect(trust(`@revoked ${line(key)}`)).toMatchObject({ algorithms: algorithmsFor(keyTypes), known: [] });
});

test.each([
  [
    'unknown',
    'HL_HOST_KEY_UNKNOWN',
    'input',
    /^web \(192\.0\.2\.7:2222\) shows a host key that nobody has vouched for: /,
    /^Compare .*hl hosts trust web$/,
  ],
  ['revoked', 'HL_HOST_KEY_REVOKED', 'refused', /^web .*revoked: .*Nothing was sent/, /^Find out who answers there\./],
  [
    'changed',
    'HL_HOST_KEY_CHANGED',
    'refused',
    /^THE HOST KEY OF web .*HAS CHANGED.*Nothing was sent/,
    /reinstalled.*: compare .*hl hosts trust web$/,
  ],
] as const)('a key that is %s', (verdict, code, kind, message, hint) => {
  const error = distrusted({ name: 'web', address: '192.0.2.7', port: 2222 }, verdict, key);
  expect(error).toMatchObject({ code, kind, message: expect.stringMatching(message), hint: expect.stringMatching(hint) });
  expect(error.message).toContain(`ssh-ed25519 ${key.fingerprint}`);
});
