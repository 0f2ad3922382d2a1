import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VerificationFile } from '@hl/core';
import type { Lab } from '@hl/lab/lab';
import { metube, path, secret, stages, startPipelines } from './world/pipelines.js';
import type { Pipelines } from './world/pipelines.js';

let pipelines: Pipelines;
let lab: Lab;
let repository: string;
const hl: Pipelines['hl'] = (...args) => pipelines.hl(...args);
const commit: Pipelines['commit'] = (files) => pipelines.commit(files);
const all: Pipelines['all'] = (env) => pipelines.all(env);
const stand: Pipelines['stand'] = (files) => pipelines.stand(files);
const artifact: Pipelines['artifact'] = (name) => pipelines.artifact(name);

beforeEach(async () => {
  pipelines = await startPipelines();
  ({ lab, repository } = pipelines);
});

afterEach(() => pipelines.close());

test('a service file goes through all jobs and back, and the lab is as it was to the byte', async () => {
  const start = lab.snapshot();
  const env = commit({ [path]: metube });
  const printed = await all(env);
  expect(JSON.stringify(artifact('changes.json'))).toMatch(
    /^\{"deploy":\[\{"path":"services\/downloads\/metube.yml","name":"metube","action":"add".*\}\],"remove":\[\],"added":1,"modified":0,"deleted":0,"total":1,"mode":"incremental"/,
  );
  expect(printed).toContain(
    '=== DEPLOYMENT PLAN ===\n\nService: services/downloads/metube.yml\n  Name: metube\n  Host: docker-media\n  Port: 8082\n',
  );
  for (const name of ['deploy', 'remove', 'traefik', 'dns', 'authentik', 'glance'])
    expect(existsSync(join(repository, '.hl/outcomes', `${name}.json`))).toBe(true);
  expect(artifact<{ failed: number; passed: number }>('verification.json')).toMatchObject({ failed: 0, passed: expect.any(Number) });
  const { checks } = artifact<VerificationFile>('verification.json');
  const named = Object.fromEntries(checks.map((check) => [check.name, check]));
  expect(Object.keys(named)).toEqual(expect.arrayContaining(['container', 'port', 'health', 'dns', 'route', 'sso', 'tile']));
  expect(named['tile']).toMatchObject({ status: 'pass', evidence: { pages: expect.any(String) } });
  expect(named['sso']).toMatchObject({
    status: 'pass',
    evidence: { client: 'its own', login: expect.stringContaining(': 302 to /flows/') },
  });
  expect(named['route']?.evidence).toMatchObject({ status: '302', names: 'metube.lab.example' });
  expect(await hl('verify --all', env)).toMatchObject({ code: 0, text: expect.stringContaining('metube') });
  expect(await lab.pihole.resolve('metube.lab.example')).toEqual([lab.traefik.address]);
  expect(lab.hosts['docker-media']?.docker.containers().find(({ name }) => name === 'metube')?.environment['API_KEY']).toBe(secret);

  const files = ['changes.json', 'plan.json', 'plan.md', 'outcomes/deploy.json', 'verification.json']
    .map((name) => readFileSync(join(repository, '.hl', name), 'utf8'))
    .join('');
  expect(files + printed).not.toContain('$ecret');
  expect(files + printed).not.toContain('lab-token');

  const again = lab.snapshot();
  await all(env); // a retried pipeline
  expect(lab.snapshot()).toEqual(again);
  expect(artifact<{ changes: unknown[] }>('plan.json').changes).toEqual([]);

  await all(commit({ [path]: null }));
  expect(lab.snapshot()).toEqual(start);
  expect(lab.violations()).toEqual([]);
}, 120_000);

test('rollback takes a whole run back: of an addition, and of a removal', async () => {
  const start = lab.snapshot();
  const added = commit({ [path]: metube });
  await all(added);
  const standing = lab.snapshot();
  expect((await hl('rollback', added)).code).toBe(0);
  expect(lab.snapshot()).toEqual(start);

  // A rejected file is not tried again until it changes.
  const untouched = commit({ 'README.md': 'x' });
  await all(untouched);
  expect(lab.snapshot()).toEqual(start);

  await stand({ [path]: `${metube}# once more\n` });
  const again = commit({ [path]: `${metube}# only a comment\n` });
  await all(again);
  expect((await hl('rollback', again)).text).toContain('nothing to roll back');
  const removal = commit({ [path]: null });
  await all(removal);
  expect((await hl('rollback', removal)).code).toBe(0);
  expect(Object.keys(lab.snapshot()['files'] as object)).toEqual(Object.keys(standing['files'] as object));
  expect(lab.authentik.applications().map(({ slug }) => slug)).toContain('metube');
  expect(await lab.pihole.resolve('metube.lab.example')).toEqual([lab.traefik.address]);
  expect(lab.hosts['docker-media']?.docker.containers().map(({ name, state }) => [name, state])).toEqual([['metube', 'running']]);
}, 120_000);

describe('what goes wrong is one clear line with a hint and the right exit code, and a rerun finishes it', () => {
  const upTo = async (last: string, env: NodeJS.ProcessEnv): Promise<{ code: number; text: string }> => {
    for (const stage of stages) {
      const result = await hl(stage, env);
      if (stage === last || (result.code !== 0 && result.code !== 75)) return result;
    }
    throw new Error(`${last} was not reached`);
  };

  test('bad YAML', async () => {
    const { code, text } = await upTo('validate', commit({ [path]: metube.replace('port: 8082', 'port: "8082x"') }));
    expect(code).toBe(2);
    expect(text).toMatch(/services\/downloads\/metube\.yml:4:\d+: 8082x is not of type 'integer'/);
  });

  test('an unknown host', async () => {
    const { code, text } = await upTo('validate', commit({ [path]: metube.replace('docker-media', 'docker-medai') }));
    expect(code).toBe(2);
    expect(text).toMatch(/docker-medai is not one of \['docker-media', .*\n.*docker-media/);
  });

  test('a refused token: told by the plan, which holds back that part and no other', async () => {
    const start = lab.snapshot();
    const { code, text } = await upTo('plan', { ...commit({ [path]: metube }), AUTHENTIK_TOKEN: 'wrong-token' });
    expect(code).toBe(75);
    expect(text).toMatch(/oken/);
    expect(text).not.toContain('wrong-token');
    expect(lab.snapshot()).toEqual(start);
  });

  test('a missing secret: told by the plan, before anything is touched', async () => {
    const start = lab.snapshot();
    const { code, text } = await upTo('plan', { ...commit({ [path]: metube }), EXAMPLE_API_KEY: '' });
    expect([code, text]).toEqual([2, expect.stringContaining('EXAMPLE_API_KEY (metube)')]);
    expect(lab.snapshot()).toEqual(start);
  });

  test('a dead SSH host defers its services; the next run brings them', async () => {
    const env = commit({
      [path]: metube,
      'services/utility/it-tools.yml': metube
        .replaceAll('metube', 'it-tools')
        .replace('docker-media', 'docker-apps')
        .replace(/ +secrets.*\n/, '')
        .replaceAll('8082', '8087'),
    });
    await lab.hosts['docker-media']?.ssh.faults.refuse(true);
    const planned = await upTo('plan', env);
    expect(planned.code).toBe(75);
    expect(planned.text).toMatch(/docker-media/);
    const deployed = await hl('deploy', env);
    expect(deployed.code).toBe(75);
    expect(
      artifact<{ outcomes: { service: string; status: string }[] }>('outcomes/deploy.json')
        .outcomes.map(({ service, status }) => [service, status])
        .sort(),
    ).toEqual([
      ['it-tools', 'applied'],
      ['metube', 'deferred'],
    ]);
    await hl('notify failure', env);
    await lab.hosts['docker-media']?.ssh.faults.refuse(false);
    await stand({ 'README.md': 'nothing about services' });
    expect(lab.hosts['docker-media']?.docker.containers().map(({ name, state }) => [name, state])).toEqual([['metube', 'running']]);
  }, 120_000);

  test('a record that somebody else holds is left alone', async () => {
    lab.pihole.setHosts([...lab.pihole.hosts(), '192.0.2.99 metube.lab.example']);
    const { code, text } = await upTo('plan', commit({ [path]: metube }));
    expect(code).toBe(3);
    expect(text).toMatch(/held by dns\.hosts line "192\.0\.2\.99 metube\.lab\.example".*hl adopt metube/);
    expect(lab.pihole.hosts()).toContain('192.0.2.99 metube.lab.example');
  });
});

test('a service that logs in by OIDC itself starts with the client id and secret that Authentik made', async () => {
  const oidc = metube.replace(
    'authentik: { enabled: true, method: forward_auth,',
    'authentik: { enabled: true, method: oidc, redirect_uris: ["https://metube.lab.example/callback"], client_id_variable: OIDC_ID, client_secret_variable: OIDC_SECRET,',
  );
  await all(commit({ [path]: oidc }));
  const provider = lab.authentik.providers().find(({ name }) => String(name).includes('metube'));
  const container = lab.hosts['docker-media']?.docker.containers().find(({ name }) => name === 'metube');
  expect(String(provider?.['client_secret'])).toHaveLength(128);
  expect(container?.environment).toMatchObject({ OIDC_ID: provider?.['client_id'], OIDC_SECRET: provider?.['client_secret'] });
  for (const name of ['plan.json', 'outcomes/deploy.json', 'outcomes/authentik.json'])
    expect(readFileSync(join(repository, '.hl', name), 'utf8')).not.toContain(String(provider?.['client_secret']));
}, 120_000);

test('a renamed service takes over the port of its old name', async () => {
  await stand({ [path]: metube });
  await all(
    commit({
      [path]: null,
      'services/downloads/tube.yml': metube.replaceAll('metube', 'tube').replace('alexta69/tube', 'alexta69/metube'),
    }),
  );
  expect(lab.hosts['docker-media']?.docker.containers().map(({ name, state }) => [name, state])).toEqual([['tube', 'running']]);
  expect(await lab.pihole.resolve('metube.lab.example')).toEqual([]);
  expect(await lab.pihole.resolve('tube.lab.example')).toEqual([lab.traefik.address]);
}, 120_000);

describe('a port that goes from an open service to a protected one', () => {
  const sso = /authentik: .*\n/;
  const open = metube
    .replaceAll('metube', 'open')
    .replace('alexta69/open', 'alexta69/metube')
    .replace(sso, '')
    .replace(/ +secrets.*\n/, '');
  const openPath = 'services/downloads/open.yml';
  const at = (text: string, port: number): string => text.replaceAll('8082', String(port));
  const routes = (): string[] => lab.traefik.routers().map(({ name }) => String(name));

  test('the old route is gone before the containers change, and comes back with its own port', async () => {
    await stand({ [openPath]: open, [path]: at(metube, 8083) });
    expect(routes()).toContain('open@file');
    const env = commit({ [openPath]: at(open, 9000), [path]: metube });
    for (const stage of ['detect', 'validate', 'plan', 'deploy']) expect(await hl(stage, env)).toMatchObject({ code: 0 });
    expect(routes()).not.toContain('open@file');
    expect(routes()).toContain('metube@file');
    for (const stage of stages.slice(4)) expect(await hl(stage, env)).toMatchObject({ code: 0 });
    expect(routes()).toContain('open@file');
    expect((await hl('rollback', env)).code).toBe(0);
    expect(lab.violations()).toEqual([]);
  }, 120_000);

  test('the old route stands again when the port was not taken', async () => {
    await stand({ [openPath]: open, [path]: at(metube, 8083) });
    const env = commit({ [openPath]: at(open, 9000), [path]: metube.replace('metube:latest', 'metube:no-such-tag') });
    for (const stage of ['detect', 'validate', 'plan']) expect(await hl(stage, env)).toMatchObject({ code: 0 });
    const { code, text } = await hl('deploy', env);
    expect(code).not.toBe(0);
    expect(text).toMatch(/the route of open goes first: its port becomes metube's/);
    expect(routes()).toContain('open@file');
  }, 120_000);
});

test('what depends on a service that does not come up waits for it', async () => {
  const other = metube.replaceAll('metube', 'tube').replaceAll('8082', '8083').replace('docker-media', 'docker-apps');
  const dependent = other.replace('  container_port', '  depends_on_services: [metube]\n  container_port');
  const env = commit({ [path]: metube, 'services/downloads/tube.yml': dependent });
  for (const stage of ['detect', 'validate', 'plan']) expect((await hl(stage, env)).code).toBe(0);
  await lab.hosts['docker-media']?.ssh.faults.refuse(true);
  expect((await hl('deploy', env)).code).not.toBe(0);
  const { outcomes } = artifact<{ outcomes: { service: string; status: string; error?: { message: string } }[] }>('outcomes/deploy.json');
  expect(outcomes.find(({ service }) => service === 'tube')).toMatchObject({
    status: 'deferred',
    error: { message: expect.stringContaining('depends on metube') },
  });
  expect(lab.hosts['docker-apps']?.docker.containers()).toEqual([]);
}, 120_000);

test('drift changes nothing and cannot be applied; a broken file stops it', async () => {
  await stand({ [path]: metube });
  const env = commit({ 'README.md': 'x' });
  expect((await hl('drift', env)).code).toBe(0);
  lab.pihole.setHosts(lab.pihole.hosts().filter((line) => !line.includes('metube')));
  const { code, text } = await hl('drift', env);
  expect([code, text]).toEqual([1, expect.stringContaining('+ pihole    metube.lab.example')]);
  expect(await hl('dns', env)).toMatchObject({ code: 2, text: expect.stringContaining('made by hl drift') });
  const broken = commit({ [path]: 'service: [\n' });
  expect(await hl('drift', broken)).toMatchObject({ code: 2, text: expect.stringContaining('services/downloads/metube.yml:') });
}, 120_000);

test('a rotated secret is deployed though no file changed', async () => {
  await stand({ [path]: metube });
  await all({ ...commit({ 'README.md': 'x' }), EXAMPLE_API_KEY: 'another value' });
  expect(lab.hosts['docker-media']?.docker.containers().find(({ name }) => name === 'metube')?.environment['API_KEY']).toBe(
    'another value',
  );
}, 120_000);

test('a service at an earlier revision stays there until its file changes, and is removed with its file', async () => {
  const start = lab.snapshot();
  const image = (): string | undefined => lab.hosts['docker-media']?.docker.containers().find(({ name }) => name === 'metube')?.image;
  await stand({ [path]: metube });
  await stand({ [path]: metube.replace(':latest', ':2') });
  const env = commit({ 'README.md': 'x' });
  expect((await hl('rollback --list', env)).text).toMatch(/metube +1 /);
  expect((await hl('rollback --service metube --to 1', env)).code).toBe(0);
  await all(env);
  expect(image()).toBe('ghcr.io/alexta69/metube:latest');
  const newest = commit({ [path]: metube.replace(':latest', ':3') });
  await all(newest);
  expect(image()).toBe('ghcr.io/alexta69/metube:3');
  expect((await hl('rollback --service metube --to 1', newest)).code).toBe(0);
  await hl('notify success', newest);
  await all(commit({ [path]: null }));
  expect(lab.snapshot()).toEqual(start);
}, 120_000);

test('rollback leads to before a run that did not end well, though another finished it', async () => {
  await stand({ [path]: metube });
  const first = commit({ [path]: metube.replace(':latest', ':2').replace('hostname: metube', 'hostname: tube') });
  for (const stage of ['detect', 'validate', 'plan', 'deploy']) expect((await hl(stage, first)).code).toBe(0);
  await hl('notify failure', first); // cancelled there
  const second = commit({ 'README.md': 'x' });
  await all(second);
  expect((await hl('rollback', second)).code).toBe(0);
  expect(lab.hosts['docker-media']?.docker.containers().find(({ name }) => name === 'metube')?.image).toBe(
    'ghcr.io/alexta69/metube:latest',
  );
  expect(await lab.pihole.resolve('metube.lab.example')).toEqual([lab.traefik.address]);
}, 120_000);
