import { mkdirSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '../../../src/systems/finding.js';
import { homelab, serviceFile } from '../../lab/world/homelab.js';
import type { Homelab } from '../../lab/world/homelab.js';
import { hlIn } from '../../support/hl.js';

let home: Homelab;

beforeEach(async () => void (home = await homelab()));
afterEach(() => home.lab.close());

/** What is not well, as `target check: message`, and the exit code. */
async function doctor(env: Record<string, string> = {}, ...argv: string[]) {
  const { code, out } = await hlIn(home.cwd, ['doctor', '--json', ...argv], { ...home.lab.env, ...env });
  const { findings } = JSON.parse(out) as { findings: (Finding & { target: string })[] };
  const line = ({ target, check, status, message }: (typeof findings)[number]): string => `${status} ${target}, ${check}: ${message}`;
  return {
    code,
    text: out,
    findings,
    unwell: findings
      .filter(({ status }) => status !== 'pass')
      .map(line)
      .sort(),
  };
}
const site = (edit: (text: string) => string): void => writeFileSync(join(home.cwd, 'hl.yml'), edit(home.lab.siteYml));

test('a homelab that is well, to the byte as it was', async () => {
  const before = home.lab.snapshot();
  const { code, unwell, findings } = await doctor();
  expect([code, unwell]).toEqual([0, []]);
  const checks = (target: string): string[] => findings.filter((one) => one.target === target).map(({ check }) => check);
  expect(checks('this machine')).toEqual(['node', 'service files', 'secrets', expect.stringMatching(/^SSH key /), 'git', 'Discord']);
  expect(checks('docker-media')).toEqual(['login', 'clock', 'disk', 'docker version', 'compose version', 'docker', 'new service']);
  expect(checks('proxy')).toEqual(expect.arrayContaining(['write /etc/traefik/dynamic', 'write /var/lib/hl']));
  expect(checks('ledger')).toEqual(['read', 'lock']);
  expect(checks('traefik')).toEqual(['access', 'new service', 'version', 'directory']);
  expect(checks('pihole')).toEqual(['access', 'new service', 'DNS']);
  expect(checks('authentik')).toEqual(['access', 'new service', 'version']);
  expect(checks('glance')).toEqual(['access', 'new service', 'page']);
  expect(home.lab.snapshot()).toEqual(before);
  expect(home.lab.violations()).toEqual([]);
  const { text } = await home.hl('doctor');
  expect(text).toMatch(/^pihole\n {2}✔ access: answers, and lets us in\n/m);
  expect(text).toMatch(/^› \d+ passed, 0 warnings, 0 failed$/m);
});

test('planted faults are named, each once, and nothing else', async () => {
  const { lab, path, commit } = home;
  commit({ 'services/one.yml': serviceFile('one', { host: 'docker-home', more: ', secrets: [{ name: API_KEY }]' }) });
  site((text) => text.replace('directory: /etc/traefik/dynamic', 'directory: /etc/traefik/elsewhere'));
  await lab.hosts['docker-apps']?.ssh.faults.refuse(true);
  lab.hosts['dashboard']?.ssh.faults.freeze(true);
  lab.discord.deleteWebhook();
  rmSync(path('docker-home', '/opt'), { recursive: true });
  writeFileSync(path('docker-home', '/opt'), '');
  chmodSync(lab.env['SSH_KEY_FILE'] as string, 0o644);
  mkdirSync(path('proxy', '/var/lib/hl'), { recursive: true });
  writeFileSync(
    path('proxy', '/var/lib/hl/lock.json'),
    JSON.stringify({ owner: 'x', what: 'pipeline 12', expires: Date.now() / 1000 + 60, holders: {} }),
  );

  const { code, unwell, text } = await doctor({ PIHOLE_API_PASSWORD: 'not-it-at-all', AUTHENTIK_TOKEN: 'nor-is-this' }, '--timeout', '8');
  expect(unwell).toEqual([
    expect.stringMatching(/^fail authentik, access: Authentik at \S+ does not accept the token/),
    'fail dashboard, answer: no answer within 8 s',
    expect.stringMatching(/^fail docker-apps, login: docker-apps \(\S+\) cannot be reached: nothing listens there/),
    'fail docker-home, new service: docker-home: /opt/hl-doctor cannot be made: /opt is not a directory',
    'fail glance, answer: no answer within 8 s',
    expect.stringMatching(/^fail pihole, access: Pi-hole at \S+ does not accept the password/),
    "fail proxy, write /etc/traefik/elsewhere: /etc/traefik/elsewhere is not there: it is the directory of Traefik's file provider",
    'fail this machine, Discord: Discord does not know the webhook any more: 404 Unknown Webhook',
    'fail this machine, secrets: not set: API_KEY (one)',
    expect.stringMatching(/^fail traefik, access: proxy: cannot enter \/etc\/traefik\/elsewhere/),
    'warn ledger, lock: held by pipeline 12',
    expect.stringMatching(/^warn this machine, SSH key \S+: others on this machine may read it$/),
  ]);
  expect(code).toBe(2);
  expect(text).not.toMatch(/not-it-at-all|nor-is-this|lab-webhook-token/);
});

test('a directory that Traefik does not read is told, and a file that stops it', async () => {
  const { path } = home;
  mkdirSync(path('proxy', '/etc/traefik/other'), { recursive: true });
  writeFileSync(
    path('proxy', '/etc/traefik/other/a.yml'),
    'http: { routers: { a: { rule: "Host(`a.lab.example`)", service: a } }, services: { a: { loadBalancer: { servers: [{ url: "http://192.0.2.1" }] } } } }\n',
  );
  site((text) => text.replace('directory: /etc/traefik/dynamic', 'directory: /etc/traefik/other'));
  expect(await doctor()).toMatchObject({
    code: 2,
    unwell: [expect.stringContaining('fail traefik, directory: serves nothing of what lies in /etc/traefik/other')],
  });
  site((text) => text);
  writeFileSync(path('proxy', '/etc/traefik/dynamic/broken.yml'), 'http: { routers: 3 }');
  const { code, unwell } = await doctor();
  expect([code, unwell]).toEqual([
    4,
    expect.arrayContaining([expect.stringMatching(/^fail traefik, health: Traefik rejects every update .*broken\.yml/)]),
  ]);
});

test('keys: nobody has vouched for the hosts, there is no key, what is not set', async () => {
  const nobody = await doctor({ SSH_KNOWN_HOSTS: '/dev/null' });
  expect(nobody.code).toBe(2);
  expect(nobody.unwell).toContainEqual(expect.stringMatching(/^fail docker-media, login: docker-media .* nobody has vouched for/));
  const bare = await doctor({ SSH_KEY_FILE: '', PIHOLE_API_PASSWORD: '', DISCORD_WEBHOOK_URL: '' });
  expect(bare.code).toBe(2);
  expect(bare.unwell).toEqual(
    expect.arrayContaining([
      'fail this machine, SSH key: there is neither a key nor an agent',
      expect.stringMatching(/^fail pihole, access: PIHOLE_API_PASSWORD is not set/),
      'warn this machine, Discord: DISCORD_WEBHOOK_URL is not set: nobody is told',
    ]),
  );
  expect(bare.findings.filter(({ target }) => target === 'authentik').map(({ status }) => status)).toEqual(['pass', 'pass', 'pass']);
});

test('a name that only the DNS servers know', async () => {
  const { commit, hl } = home;
  commit({ 'services/one.yml': serviceFile('one') });
  expect((await hl('run')).code).toBe(0);
  const { code, unwell } = await doctor();
  expect([code, unwell]).toEqual([
    0,
    [expect.stringMatching(/^warn names, resolver: one\.lab\.example is unknown for this machine, and [\d.]+ for Pi-hole$/)],
  ]);
}, 120_000);
