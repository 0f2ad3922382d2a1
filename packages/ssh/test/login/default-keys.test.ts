import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SshHost } from '@hl/lab/ssh';
import { keyPair } from '@hl/lab/ssh';
import type { FleetOptions } from '@hl/ssh';
import { bench } from '../bench.js';
import type { Bench } from '../bench.js';

let lab: Bench;
let host: SshHost;
const ssh = (name: string): string => join(lab.directory, '.ssh', name);
beforeEach(async () => {
  lab = bench();
  host = await lab.host();
  mkdirSync(ssh(''));
});
afterEach(() => lab.close());

const run = (change = {}, options: Partial<FleetOptions> = {}): Promise<unknown> =>
  lab
    .fleet({ web: lab.site(host, change) }, { keyFile: undefined as never, ...options })
    .remote('web')
    .run(['true']);
const right = (name: string): void => writeFileSync(ssh(name), readFileSync(lab.keyFile));
const locked = (name: string): void => writeFileSync(ssh(name), keyPair({ passphrase: 'open sesame' }).privateKey);

test.each(['id_ed25519', 'id_ecdsa', 'id_rsa'])("without a key the home directory's %s is used", async (name) => {
  right(name);
  await expect(run()).resolves.toMatchObject({ code: 0 });
});

test('one that is locked is passed over', async () => {
  locked('id_ed25519');
  right('id_rsa');
  await expect(run()).resolves.toMatchObject({ code: 0 });
});

test('when all are locked, that is why', async () => {
  locked('id_ed25519');
  await expect(run()).rejects.toMatchObject({ code: 'HL_SSH_KEY', message: expect.stringMatching(/id_ed25519 for web is encrypted/) });
});

test('keys that ssh names for the host go before', async () => {
  writeFileSync(ssh('id_ed25519'), keyPair().privateKey);
  right('of-web');
  await expect(run({ identityFiles: [ssh('of-web')] })).resolves.toMatchObject({ code: 0 });
  await expect(run()).rejects.toMatchObject({ code: 'HL_SSH_AUTH' });
});

test('whoever asks for the agent gets no key from a file', async () => {
  right('id_ed25519');
  await expect(run({ agent: true })).rejects.toMatchObject({ code: 'HL_SSH_KEY', message: expect.stringContaining('wants the SSH agent') });
});

test('a key that was given is the only one', async () => {
  right('id_ed25519');
  writeFileSync(ssh('other'), keyPair().privateKey);
  await expect(run({}, { keyFile: ssh('other') })).rejects.toMatchObject({ code: 'HL_SSH_AUTH' });
});
