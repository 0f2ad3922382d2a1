import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { homelab, serviceFile } from '../world/homelab.js';
import type { Homelab } from '../world/homelab.js';

let home: Homelab;

beforeEach(async () => void (home = await homelab()));

afterEach(() => home.lab.close());

const path = 'services/web.yml';
const first = serviceFile('web', { more: ', environment: { MOTTO: one }' });
/** Another image, port, name, no login, another group. */
const second = serviceFile('web', { image: 'ghcr.io/corentinth/it-tools:2', port: 8088 })
  .replace('hostname: web', 'hostname: www')
  .replace('subdomain: web', 'subdomain: www')
  .replace(/^authentik.*\n/m, '')
  .replace('group: Utility', 'group: Tools');

/** What the five systems hold of it, in few words. */
async function held(): Promise<unknown> {
  const { lab } = home;
  const containers = Object.entries(lab.hosts).flatMap(([host, { docker }]) =>
    docker.containers().map(({ name, image, state, environment }) => [host, name, image, state, environment['MOTTO']]),
  );
  const names = ['web', 'www'].map((name) => `${name}.lab.example`);
  return {
    containers,
    routes: lab.traefik.routers().map(({ name, rule }) => [name, rule]),
    names: await Promise.all(names.map((name) => lab.pihole.resolve(name))),
    logins: lab.authentik.applications().map(({ slug }) => slug),
    tiles: readFileSync(home.path('dashboard', '/opt/glance/config/glance.yml'), 'utf8'),
  };
}

/** Both versions, the second one standing; gives what stood with the first. */
async function both(): Promise<unknown> {
  home.commit({ [path]: first });
  expect(await home.hl('run')).toMatchObject({ code: 0 });
  const standing = await held();
  home.commit({ [path]: second });
  expect(await home.hl('run')).toMatchObject({ code: 0 });
  expect(await held()).not.toEqual(standing);
  return standing;
}

test('a revision comes back in every system, also with one of them away, and is left alone until somebody pushes; after a removal, too', async () => {
  const { hl, commit, lab, cwd } = home;
  const standing = await both();
  const now = lab.snapshot();
  const listed = await hl('history', 'web');
  expect(listed.text).toMatch(/✔ +web +add +1 /);
  expect(listed.text).toMatch(/^1 .*hl rollback web --to 1$/m);
  expect(listed.text).toMatch(/^2 .*stands now$/m);

  const shown = await hl('rollback', 'web', '--to', '1', '--dry-run');
  expect(shown.code).toBe(0);
  for (const system of ['compose', 'traefik', 'pihole', 'authentik', 'glance'])
    expect(shown.text).toMatch(new RegExp(`^  [+~-] ${system} `, 'm'));
  expect(lab.snapshot()).toEqual(now);

  await lab.pihole.refuse(true);
  const half = await hl('rollback', 'web', '--to', '1');
  expect(half).toMatchObject({ code: 5, text: expect.stringMatching(/ {2}pihole +waits: .*\n/) });
  expect(half.text).toMatch(/compose +back\n[^]*glance +back\n/);
  expect(half.text).toMatch(/→ .*hl rollback web --to 1 finishes it/);
  await lab.pihole.refuse(false);
  const back = await hl('rollback', 'web', '--to', '1');
  expect(back).toMatchObject({ code: 0, text: expect.stringMatching(/ {2}pihole +back\n/) });
  expect(back.text).toContain('web stays at revision 1 until services/web.yml changes');
  expect(await held()).toEqual(standing);
  const once = lab.snapshot();
  expect(await hl('rollback', 'web', '--to', '1')).toMatchObject({
    code: 0,
    text: expect.stringContaining('web is at revision 1 already'),
  });
  expect(lab.snapshot()).toEqual(once);

  expect(await hl('run')).toMatchObject({ code: 0, text: expect.stringMatching(/web is held back: .*rolled back/) });
  expect(await hl('drift')).toMatchObject({ code: 0 });
  expect(await held()).toEqual(standing);
  expect((await hl('history', 'web')).text).toMatch(/rollback +1 /);

  commit({ [path]: null });
  expect(await hl('run')).toMatchObject({ code: 0 });
  expect(await hl('rollback', 'web', '--to', '1')).toMatchObject({
    code: 0,
    text: expect.stringContaining('although its file is not there'),
  });
  expect(await held()).toEqual(standing);
  expect(await hl('run')).toMatchObject({ code: 0, text: expect.stringContaining('web is not removed: its removal was rolled back') });
  expect(await held()).toEqual(standing);

  // Git knows nothing of it any more.
  rmSync(join(cwd, '.git'), { recursive: true });
  rmSync(join(cwd, 'services'), { recursive: true, force: true });
  execFileSync('git', ['init', '-q'], { cwd });
  expect(await hl('rollback', 'web', '--to', '2')).toMatchObject({ code: 0 });
  expect(JSON.stringify(await held())).toMatch(/it-tools:2.*www\.lab\.example/);
  expect(lab.violations()).toEqual([]);
}, 240_000);

test('after a deployment that was cut off, and with what it needs not given: told ahead of the first write', async () => {
  const { hl, commit, lab } = home;
  const given = lab.env as Record<string, string>;
  given['TOKEN'] = 'some-token';
  const secret = first.replace('MOTTO: one }', 'MOTTO: one }, secrets: [{ name: TOKEN, source: TOKEN }]');
  commit({ [path]: secret });
  expect(await hl('run')).toMatchObject({ code: 0 });
  const standing = await held();
  commit({ [path]: second });
  for (const stage of ['detect', 'plan', 'deploy']) expect((await hl(stage)).code).toBe(0);

  delete given['TOKEN'];
  const now = lab.snapshot();
  expect(await hl('rollback', 'web', '--to', '1')).toMatchObject({ code: 2, text: expect.stringContaining('not set: TOKEN (web)') });
  expect(lab.snapshot()).toEqual(now);
  given['TOKEN'] = 'some-token';
  expect(await hl('rollback', 'web', '--to', '1')).toMatchObject({ code: 0 });
  expect(await held()).toEqual(standing);

  // What is typed into the form of a job is a name and a number, or nothing.
  const calm = lab.snapshot();
  given['CI'] = 'true';
  for (const typed of ['web; touch hacked', '$(touch hacked)', 'web\nweb', '--of=last', ' web']) {
    given['SERVICE'] = typed;
    expect(await hl('rollback')).toMatchObject({ code: 2, text: expect.stringContaining('is no name of a service') });
  }
  Object.assign(given, { SERVICE: 'web', TO: '1; id', DRY_RUN: '' });
  expect(await hl('rollback')).toMatchObject({ code: 2, text: expect.stringContaining('--to wants the number of a revision') });
  Object.assign(given, { SERVICE: 'web', TO: '1', DRY_RUN: 'true' });
  expect(await hl('rollback')).toMatchObject({ code: 0, text: expect.stringContaining('Service: services/web.yml') });

  // A ledger of former times has no definitions: of what the host keeps only the containers go back, and that is said.
  const entry = home.path('proxy', '/var/lib/hl/services/web.json');
  const { revisions: _, ...former } = JSON.parse(readFileSync(entry, 'utf8')) as Record<string, unknown>;
  writeFileSync(entry, JSON.stringify(former));
  expect(await hl('rollback')).toMatchObject({ code: 0, text: expect.stringContaining('of revision 1 only the containers are known') });
  expect(lab.snapshot()).toEqual(calm);
}, 120_000);
