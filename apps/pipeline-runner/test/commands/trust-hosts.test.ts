import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hostShell, keyPair, sshHost, type SshHost } from '@hl/lab/ssh';
import { openContext } from '../../src/context.js';
import { readEnvironment } from '../../src/environment.js';
import { printer } from '../../src/printer.js';
import { folder } from '../support/folder.js';
import { hlIn, type Said } from '../support/hl.js';

let home: string;
const hosts: SshHost[] = [];
const { privateKey, publicKey } = keyPair();
beforeEach(async () => {
  home = folder();
  for (const name of ['gate', 'nas'])
    hosts.push(await sshHost({ shell: hostShell({ root: join(home, name) }), authorizedKeys: [publicKey] }));
});
afterEach(() => Promise.all(hosts.splice(0).map((host) => host.close())));

const env = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({ HOME: home, ...more });
const trust = (more?: NodeJS.ProcessEnv): Promise<Said> => hlIn(home, ['hosts', 'trust'], env(more));
const login = async (more?: NodeJS.ProcessEnv): Promise<unknown> => {
  const context = await openContext(
    { cwd: home },
    readEnvironment(env(more)),
    printer({ quiet: true, stdout: () => {}, stderr: () => {} }),
  );
  const answer = await (
    await context.fleet()
  )
    .remote('media')
    .run(['echo', 'here'])
    .catch((error: unknown) => error);
  await context.close();
  return answer;
};
const at = (index: number): string => `  HostName ${hosts[index]?.address}\n  Port ${hosts[index]?.port}\n`;

test('an alias of ssh, behind a gate that hl.yml does not know, with a default key: trusted where plan reads', async () => {
  writeFileSync(join(home, 'hl.yml'), 'domain: example.org\nhosts: { media: nas }\n');
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh/config'), `Host gate\n${at(0)}Host nas\n${at(1)}  ProxyJump gate\nHost *\n  User root\n`);
  writeFileSync(join(home, '.ssh/id_ed25519'), privateKey);
  expect(await login()).toMatchObject({ code: 'HL_HOST_KEY_UNKNOWN' });

  const { code, text } = await trust();
  expect(code).toBe(0);
  expect(text).toMatch(/gate \([\s\S]*media \(/);
  expect(await login()).toMatchObject({ stdout: 'here\n' });
});

test.each([
  ['its own folder is made, for nobody else', {}, '.ssh/known_hosts'],
  ['the one that was named', { SSH_KNOWN_HOSTS: 'HOME/deep/er/known' }, 'deep/er/known'],
])('keys are recorded where they are read: %s', async (_, given: Record<string, string>, file) => {
  const more = {
    SSH_KEY_FILE: join(home, 'key'),
    ...Object.fromEntries(Object.entries(given).map(([k, v]) => [k, v.replace('HOME', home)])),
  };
  writeFileSync(join(home, 'key'), privateKey);
  writeFileSync(
    join(home, 'hl.yml'),
    `domain: example.org\nhosts: { media: { address: ${hosts[1]?.address}, port: ${hosts[1]?.port} } }\n`,
  );
  expect((await trust(more)).code).toBe(0);
  expect(readFileSync(join(home, file), 'utf8').trim().split('\n').length).toBeGreaterThan(0);
  expect([statSync(join(home, file, '..')).mode & 0o777, statSync(join(home, file)).mode & 0o777]).toEqual([0o700, 0o600]);
  expect(existsSync(join(home, 'known_hosts'))).toBe(false);
  expect(await login(more)).toMatchObject({ stdout: 'here\n' });
});

test('what the run is given goes before what ssh is told', async () => {
  writeFileSync(join(home, 'hl.yml'), 'domain: example.org\nhosts: { media: nas }\n');
  mkdirSync(join(home, '.ssh'));
  writeFileSync(join(home, '.ssh/config'), `Host nas\n${at(1)}  IdentityFile ~/.ssh/wrong\n  UserKnownHostsFile ~/.ssh/nowhere\n`);
  writeFileSync(join(home, '.ssh/wrong'), keyPair().privateKey);
  writeFileSync(join(home, 'key'), privateKey);
  const more = { SSH_KEY_FILE: join(home, 'key'), SSH_KNOWN_HOSTS: join(home, 'known') };
  expect((await trust(more)).code).toBe(0);
  expect(await login(more)).toMatchObject({ stdout: 'here\n' });
  expect(await login({ ...more, SSH_CONFIG_FILE: 'none' })).toMatchObject({ code: expect.stringMatching(/HL_UNKNOWN_HOST|HL_SSH_DNS/) });
});
