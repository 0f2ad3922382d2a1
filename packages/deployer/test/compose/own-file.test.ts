import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { plan } from '@hl/core';
import { revisions } from '@hl/deployer';
import type { Example } from '../example.js';
import { container, go, good, host, made, path, removalOf, service, site, useHost } from '../life/life.js';
import { apply } from '@hl/core';

useHost();

const text = (image = 'web:1'): string =>
  `# mine\nservices:\n  web:\n    image: ${image}\n    env_file: .env\n    volumes: ["\${DIR:-/data}:/data"] # and this\n    labels: [a=b]\n  db: {image: "db:1"}\n`;
const own = (content: string, deployment: Partial<Example['deployment']> = {}): Example =>
  service({ composeFile: { source: 'app.compose.yaml', content }, environment: { DIR: '/mnt/a b', TZ: 'UTC' }, ...deployment });
const at = (name: string): string => readFileSync(path('opt/metube', name), 'utf8');
const again = async (one: Example): Promise<readonly unknown[]> =>
  (await plan(host.integration(), { before: [one], after: [one], site })).changes;

test('goes to the host byte for byte, with plain values in its .env; ours is merged over it', async () => {
  const one = own(text());
  good(await go([], [one]));
  expect(at('compose.yml')).toBe(text());
  expect(at('compose.hl.yml')).toMatch(/^# hl: service metube/);
  expect(container('metube-web-1')).toMatchObject({
    environment: { DIR: '/mnt/a b', TZ: 'UTC' },
    labels: { a: 'b', 'hl.service': 'metube' },
    mounts: ['/mnt/a b:/data'],
  });
  expect(container('metube-db-1')).toMatchObject({ environment: {}, labels: { 'hl.service': 'metube' } });
  expect(await again(one)).toEqual([]);
});

test('the override of the service file is merged over it by compose, and what it adds is ours, too', async () => {
  const compose = {
    shm_size: '1gb',
    services: {
      web: { volumes: ['/mnt/more:/more'], environment: { PLACE: '${DIR}' }, labels: { '!reset': null } },
      worker: { image: 'worker:1', environment: { A: '$${B}' } },
    },
  };
  const one = own(text(), { composeService: 'web', compose });
  good(await go([], [one]));
  expect(at('compose.yml')).toBe(text());
  expect(at('compose.hl.yml')).toContain('labels: !reset');
  expect(container('metube-web-1')).toMatchObject({
    environment: { DIR: '/mnt/a b', PLACE: '/mnt/a b' },
    mounts: ['/mnt/a b:/data', '/mnt/more:/more'],
  });
  expect(container('metube-worker-1')).toMatchObject({ environment: { A: '${B}' }, labels: { 'hl.service': 'metube' } });
  expect(await again(one)).toEqual([]);
});

test('secrets are beside the plain values; a value that was changed by hand is put right', async () => {
  const one = own(text(), { secrets: [{ name: 'KEY', source: 'KEY' }] });
  const options = { secrets: { KEY: 'k' } };
  good(await go([], [one], options));
  writeFileSync(path('opt/metube/.env'), at('.env').replace('UTC', 'CET'));
  const { changes } = await plan(host.integration(options), { before: [one], after: [one], site });
  expect(changes.map(({ before }) => before?.variables)).toEqual([{ DIR: '/mnt/a b' }]);
  good(await apply(host.integration(options), changes));
  expect(container('metube-web-1')?.environment).toEqual({ DIR: '/mnt/a b', TZ: 'UTC', KEY: 'k' });
});

test('a plain value that changes makes anew what reads it', async () => {
  const [one, two] = [own(text()), own(text(), { environment: { DIR: '/mnt/a b', TZ: 'CET' } })];
  good(await go([], [one]));
  const events = host.docker.events.length;
  good(await go([one], [two]));
  expect(host.docker.events.slice(events)).toEqual([
    'stop metube-web-1',
    'remove metube-web-1',
    'create metube-web-1',
    'start metube-web-1',
  ]);
});

test('revisions hold both files, and a failed change goes back to them', async () => {
  const one = own(text());
  good(await go([], [one]));
  const before = [at('compose.yml'), at('compose.hl.yml'), at('.env')];
  const [failed] = await go([one], [own(text('broken:exit'), { environment: {} })]);
  expect(failed).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('Rolled back: revision 1 runs again.') } });
  expect([at('compose.yml'), at('compose.hl.yml'), at('.env')]).toEqual(before);
  expect(await again(one)).toEqual([]);
  const [first] = await revisions(host.remote, '/opt/metube');
  expect(first?.spec).toMatchObject({ compose: text(), overlay: before[1], variables: { DIR: '/mnt/a b', TZ: 'UTC' } });
});

test('what we render becomes their own file and back, without a trace', async () => {
  const [rendered, theirs] = [service(), own(text())];
  good(await go([], [rendered]));
  good(await go([rendered], [theirs]));
  expect(at('compose.yml')).toBe(text());
  expect(host.docker.state().containers.map(({ name }) => name)).toEqual(['metube-db-1', 'metube-web-1']);
  good(await go([theirs], [rendered]));
  expect(existsSync(path('opt/metube/compose.hl.yml'))).toBe(false);
  expect(host.docker.state().containers.map(({ name }) => name)).toEqual(['metube']);
  expect(await again(rendered)).toEqual([]);
});

test('an older deployment, with our labels in the file itself, becomes this without a restart', async () => {
  const one = own(text());
  const [change] = made(one);
  const after = change?.after;
  if (!change || !after) throw new Error('it wants something');
  const inside = `# hl: service metube, from x\nname: metube\n${text().replace('labels: [a=b]', 'labels: [a=b, hl.service=metube]').replace('image: "db:1"', 'image: "db:1", labels: {hl.service: metube}')}`;
  const { overlay: _, ...older } = after;
  good(await apply(host.integration(), [{ ...change, after: { ...older, compose: inside } }]));
  const ids = host.docker.containers().map(({ id }) => id);
  good(await go([one], [one]));
  expect(at('compose.yml')).toBe(text());
  expect(host.docker.containers().map(({ id }) => id)).toEqual(ids);
});

test('removing takes both files away', async () => {
  const one = own(text());
  good(await go([], [one]));
  good(await apply(host.integration(), removalOf(one)));
  expect(existsSync(path('opt/metube'))).toBe(false);
  expect(host.docker.state().containers).toEqual([]);
});

test('who changes their file on the host is told, and who takes ours away holds it', async () => {
  const one = own(text());
  good(await go([], [one]));
  writeFileSync(path('opt/metube/compose.yml'), `${text()}# a change\n`);
  const changes = (await again(one)) as { before: { compose: string }; after: { compose: string } }[];
  expect(changes.map(({ before, after }) => [before.compose, after.compose])).toEqual([[`${text()}# a change\n`, text()]]);
  good(await go([one], [one]));
  writeFileSync(path('opt/metube/compose.hl.yml'), '');
  const { conflicts, foreign } = await plan(host.integration(), { before: [one], after: [one], site });
  expect([...conflicts, ...foreign].map(({ holder }) => holder)).toEqual(['/opt/metube/compose.hl.yml']);
});
