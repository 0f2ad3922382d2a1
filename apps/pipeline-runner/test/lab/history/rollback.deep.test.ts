import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
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
  const files = lab.snapshot()['files'] as Record<string, string>;
  const names = ['web', 'www'].map((name) => `${name}.lab.example`);
  return {
    containers,
    routes: lab.traefik.routers().map(({ name, rule }) => [name, rule]),
    names: await Promise.all(names.map((name) => lab.pihole.resolve(name))),
    logins: lab.authentik.applications().map(({ slug }) => slug),
    tiles: Object.entries(files).filter(([file]) => file.endsWith('glance.yml')),
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

test('a revision comes back in every system, is left alone by the next run, and is left by a push', async () => {
  const { hl, commit, lab } = home;
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

  const back = await hl('rollback', 'web', '--to', '1');
  expect(back).toMatchObject({ code: 0, text: expect.stringMatching(/web:\n {2}compose +back\n/) });
  expect(back.text).toContain('web stays at revision 1 until services/web.yml changes');
  expect(await held()).toEqual(standing);
  const once = lab.snapshot();
  expect(await hl('rollback', 'web', '--to', '1')).toMatchObject({
    code: 0,
    text: expect.stringContaining('web is at revision 1 already'),
  });
  expect(lab.snapshot()).toEqual(once);

  expect(await hl('run')).toMatchObject({ code: 0, text: expect.stringMatching(/web is held back: .*rolled back/) });
  expect(await held()).toEqual(standing);
  expect((await hl('history', 'web')).text).toMatch(/rollback +1 /);
  commit({ [path]: second.replace('8088', '8089') });
  expect(await hl('run')).toMatchObject({ code: 0 });
  expect((await hl('history', 'web')).text).toMatch(/^3 .*stands now$/m);
  expect(lab.violations()).toEqual([]);
}, 120_000);

test.each([
  ['git knows nothing any more', (cwd: string) => rmSync(join(cwd, '.git'), { recursive: true })],
  [
    'the repository is empty',
    (cwd: string) => {
      rmSync(join(cwd, '.git'), { recursive: true });
      rmSync(join(cwd, 'services'), { recursive: true });
      execFileSync('git', ['init', '-q'], { cwd });
    },
  ],
])(
  '%s: the ledger knows',
  async (_, spoil) => {
    const standing = await both();
    spoil(home.cwd);
    expect(await home.hl('rollback', 'web', '--to', '1')).toMatchObject({ code: 0 });
    expect(await held()).toEqual(standing);
  },
  120_000,
);

test('one that was removed comes back, and stays though it has no file', async () => {
  const { hl, commit } = home;
  const standing = await both();
  commit({ [path]: null });
  expect(await hl('run')).toMatchObject({ code: 0 });
  const gone = await held();
  expect(await hl('rollback', 'web', '--to', '1')).toMatchObject({
    code: 0,
    text: expect.stringContaining('although its file is not there'),
  });
  expect(await held()).toEqual(standing);
  expect(await hl('run')).toMatchObject({ code: 0, text: expect.stringContaining('web is not removed: its removal was rolled back') });
  expect(await held()).toEqual(standing);
  expect(await hl('run', '--service', 'web')).toMatchObject({ code: 0 });
  expect(await held()).toEqual(gone);
}, 120_000);

test('one system is away: the rest goes back, what waits is told, and the same command finishes it', async () => {
  const { hl, lab } = home;
  const standing = await both();
  await lab.pihole.refuse(true);
  const half = await hl('rollback', 'web', '--to', '1');
  expect(half).toMatchObject({ code: 5, text: expect.stringMatching(/ {2}pihole +waits: .*\n/) });
  expect(half.text).toMatch(/compose +back\n[^]*glance +back\n/);
  expect(half.text).toMatch(/→ .*hl rollback web --to 1 finishes it/);
  await lab.pihole.refuse(false);
  expect(await hl('run')).toMatchObject({ code: 0 }); // holds it back
  expect(await hl('rollback', 'web', '--to', '1')).toMatchObject({ code: 0, text: expect.stringMatching(/ {2}pihole +back\n/) });
  expect(await held()).toEqual(standing);
}, 120_000);

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
}, 120_000);
