import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homelab, serviceFile } from '../world/homelab.js';
import type { Homelab } from '../world/homelab.js';

let home: Homelab;

beforeEach(async () => void (home = await homelab()));

afterEach(() => home.lab.close());

const ledger = (name: string): string => home.path('proxy', `/var/lib/hl/services/${name}.json`);
const edit = (file: string, change: (text: string) => string): void => {
  const text = readFileSync(file, 'utf8');
  expect(change(text)).not.toBe(text);
  writeFileSync(file, change(text));
};

/** But for what hl itself writes down on a host. */
const outside = (): unknown =>
  JSON.parse(JSON.stringify(home.lab.snapshot(), (key, value: unknown) => (key.includes('/.hl/') ? undefined : value)));

test('what hands changed in five systems is told field by field and healed; what nobody wants is listed and goes when it is named', async () => {
  const { hl, commit, lab, path } = home;
  const env = lab.env as Record<string, string>;
  commit({ 'services/web.yml': serviceFile('web') });
  expect(await hl('run')).toMatchObject({ code: 0 });
  const clean = outside();
  commit({ 'services/old.yml': serviceFile('old', { port: 8090 }) });
  expect(await hl('run')).toMatchObject({ code: 0 });
  expect(await hl('drift')).toMatchObject({ code: 0, text: expect.stringContaining('No drift') });

  // Its file goes, and what the ledger knows of it, but for the record, which has no room for a mark.
  const old = JSON.parse(readFileSync(ledger('old'), 'utf8')) as { made: { system: string }[] };
  edit(ledger('web'), (text) => {
    const entry = JSON.parse(text) as { made: unknown[] };
    return JSON.stringify({ ...entry, made: [...entry.made, ...old.made.filter(({ system }) => system === 'pihole')] });
  });
  rmSync(ledger('old'));
  commit({ 'services/old.yml': null });
  const ids = ['compose:docker-apps/old', 'traefik:old', 'pihole:old.lab.example', 'authentik:old', 'glance:https://old.lab.example'];
  const orphans = await hl('drift');
  expect(orphans.code).toBe(1);
  for (const id of ids) expect(orphans.text).toContain(`hl drift --remove '${id}`);
  expect(home.artifact<{ orphans: unknown[] }>('plan.json').orphans).toHaveLength(5);
  expect(await hl('drift', '--remove', 'traefik:web')).toMatchObject({
    code: 2,
    text: expect.stringContaining('traefik:web is not ours, or somebody wants it'),
  });
  expect(await hl('drift', '--remove', 'all')).toMatchObject({ code: 0 });
  expect(outside()).toEqual(clean);

  edit(path('docker-apps', '/opt/web/compose.yml'), (text) => text.replace('it-tools:1', 'it-tools:evil'));
  edit(path('proxy', '/etc/traefik/dynamic/web.yml'), (text) => text.replaceAll('web.lab.example', 'wob.lab.example'));
  edit(path('dashboard', '/opt/glance/config/glance.yml'), (text) => text.replace('For a test', 'By hand'));
  lab.pihole.setHosts(lab.pihole.hosts().map((line) => (line.includes('web.') ? `192.0.2.9 web.lab.example` : line)));
  const api = `${lab.authentik.url}/api/v3/core/applications/web/`;
  const headers = { authorization: `Bearer ${env['AUTHENTIK_TOKEN']}`, 'content-type': 'application/json' };
  expect((await fetch(api, { method: 'PATCH', headers, body: JSON.stringify({ name: 'By hand' }) })).status).toBe(200);
  const spoilt = lab.snapshot();

  // Without one of the secrets the rest is seen all the same, and what may be healed is.
  const token = env['AUTHENTIK_TOKEN'] ?? '';
  delete env['AUTHENTIK_TOKEN'];
  const blind = await hl('drift');
  expect(blind).toMatchObject({ code: 1, text: expect.stringContaining('AUTHENTIK_TOKEN is not set') });
  for (const line of [
    /^ {2}~ compose .*: ours$/m,
    /it-tools:evil/,
    /^ {2}~ traefik .*: ours$/m,
    /addresses: \["192\.0\.2\.9"\] instead of /,
    /By hand/,
  ])
    expect(blind.text).toMatch(line);
  expect(await hl('adopt', 'web', '--system', 'pihole', '--dry-run')).toMatchObject({ code: 0 });
  env['AUTHENTIK_TOKEN'] = token;
  expect(lab.snapshot()).toEqual(spoilt);

  writeFileSync(`${home.cwd}/services/web.yml`, serviceFile('web', { port: 9999 }));
  expect(await hl('drift', '--heal')).toMatchObject({ code: 2, text: expect.stringContaining('not as committed') });
  writeFileSync(`${home.cwd}/services/web.yml`, serviceFile('web'));
  expect(lab.snapshot()).toEqual(spoilt);
  expect(await hl('drift', '--heal')).toMatchObject({ code: 0 });
  expect(outside()).toEqual(clean);
  expect(await hl('drift')).toMatchObject({ code: 0 });
  expect(lab.violations()).toEqual([]);
}, 240_000);
