import { writeFileSync } from 'node:fs';
import { keyPair } from '@hl/lab/ssh';
import { trustHost } from '@hl/ssh';
import { bench } from '../bench.js';
import type { Bench } from '../bench.js';

describe('who is trusted', () => {
  let lab: Bench;
  beforeEach(() => (lab = bench()));
  afterEach(() => lab.close());

  const other = keyPair().publicKey.split(' ').slice(0, 2).join(' ');

  // N: the server's name as known_hosts spells it, K: its key, X: another key of that type
  test.each([
    ['its line', 'N K', 'trusted'],
    ['nothing', '', 'HL_HOST_KEY_UNKNOWN'],
    ['another key', 'N X', 'HL_HOST_KEY_CHANGED'],
    ['a key of another type only', 'N ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTY=', 'HL_HOST_KEY_CHANGED'],
    ['revoked', '@revoked N K', 'HL_HOST_KEY_REVOKED'],
  ])('%s', async (_, text, expected) => {
    const host = await lab.host();
    const [name = '', ...key] = host.knownHostsLine.split(' ');
    const words: Record<string, string> = { N: name, K: key.join(' '), X: other };
    writeFileSync(
      lab.knownHosts,
      text.replace(/\b[NKX]\b/g, (word) => words[word] ?? word),
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
