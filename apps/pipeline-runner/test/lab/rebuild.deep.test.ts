import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LedgerEntry } from '@hl/core/state';
import { homelab, serviceFile } from './world/homelab.js';
import type { Homelab } from './world/homelab.js';

let home: Homelab;
let folder: string;

const entries = (): Record<string, LedgerEntry> =>
  Object.fromEntries(
    readdirSync(folder).map((name) => [name.replace('.json', ''), JSON.parse(readFileSync(join(folder, name), 'utf8')) as LedgerEntry]),
  );

beforeEach(async () => {
  home = await homelab();
  folder = home.path('proxy', 'var/lib/hl/services');
});

afterEach(() => home.lab.close());

test('a lost ledger is made anew: what is as in git needs nothing, what git changed is deployed, what it deleted is removed', async () => {
  const { hl, commit, lab } = home;
  const start = lab.snapshot();
  const files = (image: string): Record<string, string> => ({
    'services/same.yml': serviceFile('same', { port: 8001 }),
    'services/changed.yml': serviceFile('changed', { port: 8002, image, host: 'docker-media' }),
    'services/deleted.yml': serviceFile('deleted', { port: 8003, more: ', install_path: /srv/deleted' }),
  });
  const deployed = commit(files('ghcr.io/corentinth/it-tools:1'));
  expect(await hl('run')).toMatchObject({ code: 0 });
  commit({ ...files('ghcr.io/corentinth/it-tools:2'), 'services/deleted.yml': null });
  commit({ 'README.md': 'what only git knows is behind us' });
  const before = entries();
  rmSync(folder, { recursive: true });
  const standing = lab.snapshot();

  const dry = await hl('ledger', 'rebuild');
  expect(dry).toMatchObject({ code: 0, text: expect.stringMatching(/^= changed .*another version.*\n= deleted .*no longer in the tree.*\n= same .* as in the tree; pihole same\.lab\.example: no mark tells who made it, hl adopt same takes it$/m) }); // prettier-ignore
  expect(lab.snapshot()).toEqual(standing);
  expect(await hl('ledger', 'rebuild', '--write')).toMatchObject({ code: 0 });
  for (const [name, entry] of Object.entries(before)) {
    const { service, hash, host, path } = entry;
    expect(entries()[name]).toMatchObject({ service, hash, host, path, healthy: true, previous: null, leftovers: [], outcomes: [] });
  }
  expect(entries()['changed']?.commit).toBe(deployed);
  expect(await hl('ledger', 'rebuild', '--write')).toMatchObject({ code: 2, text: expect.stringContaining('not empty') });
  expect(await hl('ledger', 'rebuild', '--write', '--force')).toMatchObject({ code: 0 });
  expect(entries()['same']?.history.map(({ action }) => action)).toEqual(['adopt', 'adopt']);

  expect(await hl('rollback')).toMatchObject({ code: 0, text: expect.stringContaining('nothing to roll back') });
  // Records carry no mark: they are somebody else's until a person says otherwise.
  await hl('detect');
  expect((await hl('plan')).text).toMatch(/= pihole {4}deleted\.lab\.example: not made by hl, stays/);
  const taken = await hl('adopt', 'same', 'changed', 'deleted');
  expect(taken).toMatchObject({ code: 0, text: expect.stringMatching(/~ pihole {4}deleted\.lab\.example .*goes with the next run/) });
  expect(lab.snapshot()).toEqual(standing);
  expect(await hl('run')).toMatchObject({ code: 0 });
  expect(home.artifact<{ services: { name: string; action: string }[] }>('plan.json').services.map(({ name, action }) => [name, action])).toEqual([['changed', 'modify'], ['deleted', 'delete']]); // prettier-ignore
  expect((await hl('rollback', '--list')).text).toMatch(/^changed +1 /m);

  commit({ 'services/same.yml': null, 'services/changed.yml': null });
  commit({ 'README.md': 'again' });
  expect(await hl('run')).toMatchObject({ code: 0 });
  expect(lab.snapshot()).toEqual(start);
}, 120_000);

test('what differs is recorded as not healthy, what git does not know and who does not answer are told', async () => {
  const { hl, commit, lab } = home;
  commit({
    'services/whole.yml': serviceFile('whole', { port: 8001 }),
    'services/torn.yml': serviceFile('torn', { port: 8002 }),
    'services/away.yml': serviceFile('away', { port: 8003, host: 'docker-media' }),
  });
  expect(await hl('run')).toMatchObject({ code: 0 });
  rmSync(folder, { recursive: true });
  lab.pihole.setHosts(lab.pihole.hosts().filter((line) => !line.includes('torn')));
  const [whole, stray] = ['whole', 'stray'].map((name) => home.path('docker-apps', `opt/${name}/.hl/manifest.json`)) as [string, string];
  mkdirSync(dirname(stray), { recursive: true });
  writeFileSync(stray, readFileSync(whole, 'utf8').replace('"service":"whole"', '"service":"stray"'));
  const route = (name: string): string => home.path('proxy', `etc/traefik/dynamic/${name}.yml`);
  writeFileSync(route('ghost'), readFileSync(route('whole'), 'utf8').replaceAll('whole', 'ghost'));
  await lab.hosts['docker-media']?.ssh.faults.refuse(true);

  const { code, text } = await hl('ledger', 'rebuild', '--write');
  expect(code).toBe(75);
  expect(text).toMatch(/^= whole /m);
  expect(text).toMatch(/^~ torn .*but for pihole torn\.lab\.example$/m);
  expect(text).toMatch(/^~ away .*but for compose docker-media\/away; pihole away\.lab\.example: no mark/m);
  expect(text).toMatch(/stray on docker-apps \(\/opt\/stray\) is ours, but this clone has no definition of it/);
  expect(text).toMatch(/ghost on proxy \(\/etc\/traefik\/dynamic\/ghost\.yml\) is ours/);
  expect(text).not.toContain('by-hand');
  expect(text).toMatch(/✖ docker-media/);
  expect(Object.values(entries()).map(({ name, healthy }) => [name, healthy])).toEqual([['away', false], ['torn', false], ['whole', true]]); // prettier-ignore

  await lab.hosts['docker-media']?.ssh.faults.refuse(false);
  expect(await hl('run')).toMatchObject({ code: 0 });
  expect(await lab.pihole.resolve('torn.lab.example')).toEqual([lab.traefik.address]);
  expect(Object.values(entries()).every(({ healthy }) => healthy)).toBe(true);
}, 120_000);

test('without a ledger in hl.yml there is nothing to rebuild', async () => {
  const { hl, commit, lab } = home;
  commit({ 'hl.yml': lab.siteYml.replace(/^ledger:.*\n/m, '') });
  expect(await hl('ledger', 'rebuild')).toMatchObject({ code: 2, text: expect.stringContaining('hl.yml names no ledger') });
});
