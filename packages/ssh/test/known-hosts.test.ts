import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { keyPair } from '@hl/lab/ssh';
import { trustHost } from '@hl/ssh';
import { bench } from './lab.js';
import type { Bench } from './lab.js';

const hashed = (name: string, salt = Buffer.from('0123456789abcdefghij')): string =>
  `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`;

describe('who is trusted', () => {
  let lab: Bench;
  beforeEach(() => (lab = bench()));
  afterEach(() => lab.close());

  const other = keyPair().publicKey.split(' ').slice(0, 2).join(' ');

  // N: the server's name as known_hosts spells it, K: its key, X: another key of that type
  test.each([
    ['its line', 'N K', 'trusted'],
    ['a comment, an empty line, Windows line ends', '# N K\r\n\r\nN K me@here\r\n', 'trusted'],
    ['one of several names', 'a,N,b K', 'trusted'],
    ['a hashed name', 'H K', 'trusted'],
    ['a hashed name of somebody else', 'O K', 'HL_HOST_KEY_UNKNOWN'],
    ['a pattern', '[127.0.?.1]:* K', 'trusted'],
    ['a pattern for all', '* K', 'trusted'],
    ['a pattern and a negation', '*,!N,!A K', 'HL_HOST_KEY_UNKNOWN'],
    ['the name without port, when there is none with it', 'A K', 'trusted'],
    ['another key without port, the right one with it', 'A X\nN K', 'trusted'],
    ['two keys, one right', 'N X\nN K', 'trusted'],
    ['nothing', '', 'HL_HOST_KEY_UNKNOWN'],
    ['the key of another host', '[127.0.0.1]:1 K', 'HL_HOST_KEY_UNKNOWN'],
    ['a dot is no pattern', '[127x0.0.1]:P K', 'HL_HOST_KEY_UNKNOWN'],
    ['a certificate authority is no host key', '@cert-authority N K', 'HL_HOST_KEY_UNKNOWN'],
    ['another key', 'N X', 'HL_HOST_KEY_CHANGED'],
    ['a key of another type only', 'N ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=', 'HL_HOST_KEY_CHANGED'],
    ['a key of a type that we do not speak', 'N ssh-dss AAAAB3NzaC1kc3M=', 'HL_HOST_KEY_UNKNOWN'],
    ['revoked', '@revoked N K', 'HL_HOST_KEY_REVOKED'],
    ['revoked, though trusted in another line', 'N K\n@revoked * K', 'HL_HOST_KEY_REVOKED'],
    ['another key revoked', '@revoked * X\nN K', 'trusted'],
    ['half a line', 'N\nN ssh-ed25519', 'HL_HOST_KEY_UNKNOWN'],
  ])('%s', async (_, text, expected) => {
    const host = await lab.host();
    const name = `[${host.address}]:${host.port}`;
    const key = host.knownHostsLine.split(' ').slice(1).join(' ');
    const words: Record<string, string> = {
      N: name,
      K: key,
      X: other,
      P: String(host.port),
      A: host.address,
      H: hashed(name),
      O: hashed('[127.0.0.1]:1'),
    };
    writeFileSync(
      lab.knownHosts,
      text.replace(/\b[NKXPAHO]\b/g, (word) => words[word] ?? word),
    );
    const answer = lab
      .fleet({ web: lab.site(host) })
      .remote('web')
      .run(['echo', 'hello']);
    if (expected === 'trusted') return expect(answer).resolves.toMatchObject({ stdout: 'hello\n' });
    const kind = expected === 'HL_HOST_KEY_UNKNOWN' ? 'input' : 'refused';
    await expect(answer).rejects.toMatchObject({ code: expected, kind });
    expect([host.commands, host.accepted]).toEqual([[], 0]);
  });

  test('an unknown key is shown with the way to trust it; what the scan finds makes it trusted', async () => {
    const host = await lab.host({
      hostKey: [keyPair().privateKey, keyPair({ type: 'ecdsa' }).privateKey, keyPair({ type: 'rsa' }).privateKey],
    });
    writeFileSync(lab.knownHosts, '');
    const remote = lab.fleet({ web: lab.site(host) }).remote('web');
    const refused = await remote.run(['true']).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'HL_HOST_KEY_UNKNOWN',
      message: expect.stringContaining(host.fingerprint),
      hint: expect.stringContaining('hl hosts trust web'),
    });

    const keys = await lab.fleet({ web: lab.site(host) }).hostKeys('web');
    expect(keys.map(({ type }) => type)).toEqual(['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ssh-rsa']);
    expect(keys[0]?.fingerprint).toBe(host.fingerprint);
    for (const key of keys) {
      writeFileSync(lab.knownHosts, trustHost('', host.address, host.port, [key]));
      const fleet = lab.fleet({ web: lab.site(host) });
      await expect(fleet.remote('web').run(['true'])).resolves.toMatchObject({ code: 0 });
    }
  });

  test('a known_hosts file that is not there is an empty one; one that cannot be read is an error', async () => {
    const host = await lab.host();
    const answer = (knownHosts: string): Promise<unknown> =>
      lab
        .fleet({ web: lab.site(host, { knownHosts }) })
        .remote('web')
        .run(['true']);
    await expect(answer(`${lab.knownHosts}.none`)).rejects.toMatchObject({ code: 'HL_HOST_KEY_UNKNOWN' });
    await expect(answer(lab.directory)).rejects.toMatchObject({
      code: 'HL_KNOWN_HOSTS',
      kind: 'input',
      message: expect.stringContaining(lab.directory),
    });
    await expect(answer(lab.knownHosts)).resolves.toMatchObject({ code: 0 });
  });

  test('a pinned fingerprint is enough, whichever of its keys the host shows first; then known_hosts does not count', async () => {
    const host = await lab.host({ hostKey: [keyPair().privateKey, keyPair({ type: 'rsa' }).privateKey] });
    writeFileSync(lab.knownHosts, `[${host.address}]:${host.port} ${other}`);
    const keys = await lab.fleet({ web: lab.site(host) }).hostKeys('web');
    for (const { fingerprint } of keys) {
      await expect(
        lab
          .fleet({ web: lab.site(host, { fingerprints: ['SHA256:other', `${fingerprint}=`] }) })
          .remote('web')
          .run(['true']),
      ).resolves.toMatchObject({ code: 0 });
    }
    const wrong = lab
      .fleet({ web: lab.site(host, { fingerprints: ['SHA256:other'] }) })
      .remote('web')
      .run(['true']);
    await expect(wrong).rejects.toMatchObject({
      code: 'HL_HOST_KEY_CHANGED',
      kind: 'refused',
      message: expect.stringContaining(keys[0]?.fingerprint ?? '?'),
    });
    expect(host.accepted).toBe(2);
  });
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
