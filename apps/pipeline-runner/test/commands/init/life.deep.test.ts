import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab, type Lab } from '@hl/lab/lab';
import { folder, gitIn } from '../../support/folder.js';
import { hlIn, type Said } from '../../support/hl.js';

let lab: Lab;
let home: string;
let cwd: string;

beforeEach(async () => {
  lab = await startLab();
  home = folder();
  cwd = join(home, 'homelab');
  mkdirSync(join(home, '.ssh'));
  const aliases = Object.values(lab.hosts).map(
    ({ name, address, ssh }) => `Host ${name}\n  HostName ${address}\n  Port ${ssh.port}\n  User root\n`,
  );
  writeFileSync(join(home, '.ssh/config'), aliases.join(''));
});

afterEach(() => lab.close());

/** A person at home: no known_hosts, and of secrets those that are given. */
function hl(secrets: readonly string[], ...argv: string[]): Promise<Said> {
  const given = Object.fromEntries(Object.entries(lab.env).filter(([name]) => name === 'SSH_KEY_FILE' || secrets.includes(name)));
  return hlIn(cwd, argv, { HOME: home, ...given });
}
const git = (...args: string[]): string => gitIn(cwd)(...args);
const hosts = () => Object.keys(lab.hosts).flatMap((name) => ['--host', name]);
const fileOf = (path: string): string => readFileSync(join(cwd, path), 'utf8');
const all = ['PIHOLE_API_PASSWORD', 'AUTHENTIK_TOKEN'];

test('from nothing to a first service: init, commit, run, as each names the next one', async () => {
  const started = await hl(all, 'init', '--yes', '--trust', '--domain', lab.domain, ...hosts());
  expect([started.code, started.text]).toEqual([
    0,
    expect.stringMatching(/found Traefik on proxy, Pi-hole on docker-home, Authentik on docker-home, Glance on dashboard/),
  ]);
  expect(started.text).toMatch(/^ {2}git add --all && git commit/m);
  expect(started.text).toMatch(/^ {2}hl run /m);
  // That there is no commit yet is all that is not well.
  expect(started.text.match(/^ {2}✖.*$/gm)).toEqual(['  ✖ git: there is no commit here']);
  const site = fileOf('hl.yml');
  expect(site).toContain(`  directory: /etc/traefik/dynamic #`);
  expect(site).toContain(`  api: ${lab.traefik.api} #`);
  expect(site).toContain(`  https_port: ${lab.traefik.httpsPort}\n`);
  expect(site).toContain(`  url: ${lab.pihole.url}\n`);
  expect(site).toContain(`  dns: ${lab.pihole.dns.address}:${lab.pihole.dns.port} #`);
  expect(site).toContain(`  url: ${lab.authentik.url} #`);
  expect(site).toContain('  config: /opt/glance/config/glance.yml #');

  git('add', '--all');
  git('commit', '-q', '-m', 'feat: my homelab');
  const looked = await hl(all, 'doctor');
  expect([looked.code, looked.text]).toEqual([0, expect.stringMatching(/0 failed/)]);
  const before = lab.snapshot();
  const ran = await hl(all, 'run');
  expect([ran.code, ran.text]).toEqual([0, expect.any(String)]);
  expect(lab.hosts['docker-media']?.docker.containers().map(({ name }) => name)).toEqual(['whoami']);
  expect(lab.pihole.hosts()).toContainEqual(expect.stringMatching(new RegExp(`^${lab.traefik.address} whoami\\.${lab.domain}$`)));
  expect(lab.glance.page('home')).toContain(`https://whoami.${lab.domain}`);

  const again = await hl(all, 'init', '--yes');
  expect([again.code, again.text]).toEqual([0, expect.stringContaining('everything is there: nothing was changed')]);
  expect(git('status', '--porcelain')).toBe('');
  expect(lab.violations()).toEqual([]);
  expect(before).not.toEqual(lab.snapshot());
}, 120_000);

test('a key that nobody has vouched for is shown and not recorded, and nothing is written', async () => {
  const { code, text } = await hl(all, 'init', '--yes', ...hosts());
  expect(code).toBe(2);
  const [first] = Object.values(lab.hosts);
  expect(text).toContain(String(first?.ssh.fingerprint));
  expect(text).toContain('hl init --trust');
  expect([existsSync(cwd), existsSync(join(home, '.ssh/known_hosts'))]).toEqual([false, false]);
});

test('what is missing yet is named: secrets that nobody gave, and a host that lets nobody in', async () => {
  const { code, text } = await hl([], 'init', '--yes', '--trust', ...hosts());
  expect([code, text]).toEqual([
    0,
    expect.stringMatching(/cp \.env\.example \.env +# and write PIHOLE_API_PASSWORD, AUTHENTIK_TOKEN into it/),
  ]);
  expect(text).toMatch(/✖ access: PIHOLE_API_PASSWORD is not set/);
  expect(fileOf('hl.yml')).toMatch(/^domain: home\.arpa /m);
  writeFileSync(lab.env['SSH_KEY_FILE'] as string, 'no key');
  const away = await hl([], 'init', '--yes', '--force', ...hosts());
  expect([away.code, away.text]).toEqual([2, expect.stringMatching(/docker-media cannot be looked at: /)]);
  expect(away.text).toContain('hl init --no-look');
}, 60_000);
