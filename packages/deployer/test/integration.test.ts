import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apply, plan, posixRemote, recall, undo } from '@hl/core';
import type { Change, Outcome, Remote, Service } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { revisions } from '@hl/deployer';
import type { ComposeOptions, ComposeSpec } from '@hl/deployer';
import { parse, stringify } from 'yaml';
import { byHand, handOn } from './by-hand.js';
import { testHost } from './host.js';
import type { TestHost } from './host.js';

const site = exampleSite();
let host: TestHost;

beforeEach(async () => {
  host = await testHost({
    images: {
      'broken:exit': { exit: 3, logs: ['reading settings', 'no such option: key=tops3cret'] },
      'broken:sick': { health: 'unhealthy' },
      'job:1': { exit: 0 },
      'slow:1': { health: 'healthy', startMs: 60 },
    },
  });
});
afterEach(() => host.close());

type Options = Partial<ComposeOptions>;
const go = async (before: Service[], after: Service[], options?: Options): Promise<Outcome[]> => {
  const integration = host.integration(options);
  return apply(integration, (await plan(integration, { before, after, site })).changes);
};
const good = (outcomes: Outcome[]): Outcome[] => {
  expect(outcomes.map(({ status, error }) => [status, error?.message])).toEqual(outcomes.map(() => ['applied', undefined]));
  expect(outcomes.length).toBeGreaterThan(0);
  return outcomes;
};
const service = (deployment: Partial<Service['deployment']> = {}, over: { name?: string; port?: number } = {}): Service => {
  const { name = 'metube', port = 8082 } = over;
  return exampleService({
    name,
    deployment: { ports: [{ host: port, container: 8081, protocol: 'tcp', hostIp: null }], volumes: [], ...deployment },
  });
};
const made = (one: Service): Change<ComposeSpec>[] =>
  host
    .integration()
    .desired(one, site)
    .map(({ spec, ...resource }) => ({ ...resource, before: null, after: spec }));
const removalOf = (one: Service): Change<ComposeSpec>[] =>
  made(one).map(({ after, ...change }) => ({ ...change, before: after, after: null }));
const path = (...parts: string[]): string => join(host.shell.root, ...parts);
const container = (name: string): ReturnType<TestHost['docker']['state']>['containers'][number] | undefined =>
  host.docker.state().containers.find((each) => each.name === name);

test("a service of another host is nobody's business", async () => {
  expect(host.integration().desired(exampleService({ host: 'docker-apps' }), site)).toEqual([]);
});

test('an unchanged service costs one command and no compose call', async () => {
  good(await go([], [service()]));
  const [invocations, calls] = [host.docker.invocations.length, host.faults.calls];
  expect(await go([service()], [service()])).toEqual([]);
  expect(host.faults.calls - calls).toBe(1);
  expect(host.docker.invocations.slice(invocations).map(([verb]) => verb)).toEqual(['ps']);
});

describe('what was changed by hand is seen and mended', () => {
  const withFile = (): Service =>
    service({
      files: [host.copy('app.conf', 'speed=1\n', 0o640)],
      volumes: [{ host: './app.conf', container: '/app.conf', readOnly: true }],
    });
  test.each<[string, () => void | Promise<unknown>]>([
    ['a container was stopped', () => host.remote.run(['docker', 'stop', 'metube'])],
    ['a container was removed', () => host.remote.run(['docker', 'rm', '-f', 'metube'])],
    [
      'compose.yml was edited',
      () =>
        writeFileSync(path('opt/metube/compose.yml'), readFileSync(path('opt/metube/compose.yml'), 'utf8').replace('America', 'Europe')),
    ],
    ['compose.yml was deleted', () => host.remote.remove('/opt/metube/compose.yml')],
    ['a file was edited', () => writeFileSync(path('opt/metube/app.conf'), 'speed=9\n')],
    ['a file was deleted', () => host.remote.remove('/opt/metube/app.conf')],
    ['a mode was changed', () => chmodSync(path('opt/metube/app.conf'), 0o600)],
    ['.env was deleted', () => host.remote.remove('/opt/metube/.env')],
    ['.env was edited', () => writeFileSync(path('opt/metube/.env'), '# hl: secrets of metube\nAPI_KEY="other"\n')],
  ])('%s', async (_, spoil) => {
    const wanted = { ...withFile(), deployment: { ...withFile().deployment, secrets: [{ name: 'API_KEY', source: 'KEY' }] } };
    const options = { secrets: { KEY: 'value' } };
    good(await go([], [wanted], options));
    const before = host.docker.state();
    await spoil();
    good(await go([wanted], [wanted], options));
    expect(host.docker.state()).toEqual(before);
    expect(container('metube')?.files['/app.conf']).toBe('speed=1\n');
    expect(await go([wanted], [wanted], options)).toEqual([]);
  });
});

test('a changed file keeps its inode and recreates the containers that mount it, no other', async () => {
  const withFile = (content: string): Service =>
    service({
      files: [host.copy('conf/app.conf', content)],
      services: { reader: { image: 'reader:1', volumes: ['./conf/app.conf:/app.conf:ro'] }, other: { image: 'other:1' } },
    });
  good(await go([], [withFile('speed=1\n')]));
  const inode = statSync(path('opt/metube/conf/app.conf')).ino;
  const events = host.docker.events.length;
  good(await go([withFile('speed=1\n')], [withFile('speed=2\n')]));
  expect(statSync(path('opt/metube/conf/app.conf')).ino).toBe(inode);
  expect(host.docker.events.slice(events)).toEqual([
    'stop metube-reader-1',
    'remove metube-reader-1',
    'create metube-reader-1',
    'start metube-reader-1',
  ]);
  expect(container('metube-reader-1')?.files).toEqual({ '/app.conf': 'speed=2\n' });
});

describe('secrets', () => {
  const nasty = [
    `k$1`,
    '"',
    '\\',
    'ends\\',
    "it's",
    'a #b',
    '#b',
    'a\nb',
    'a\r\nb',
    ' spaces ',
    '$',
    '${X}',
    '`x`',
    '=',
    '\\n',
    '!',
    '☃',
    '{"a":1}',
    "'single'",
    'a\\"b',
    '\t',
  ];
  test('each arrives as it is, and is not written anywhere else', async () => {
    const secrets = Object.fromEntries(nasty.map((value, index) => [`KEY_${index}`, value]));
    const wanted = service({ secrets: Object.keys(secrets).map((name) => ({ name, source: name })) });
    const outcomes = good(await go([], [wanted], { secrets }));
    expect(container('metube')?.environment).toMatchObject(secrets);
    expect(statSync(path('opt/metube/.env')).mode & 0o777).toBe(0o600);
    expect(statSync(path('opt/metube/.hl')).mode & 0o777).toBe(0o700);
    expect(await go([wanted], [wanted], { secrets })).toEqual([]);
    for (const value of nasty.filter(({ length }) => length > 5)) expect(JSON.stringify(outcomes)).not.toContain(value);
  });

  test('a rotated one redeploys; a run that was not given it cannot tell and leaves it', async () => {
    const wanted = service({ secrets: [{ name: 'API_KEY', source: 'KEY' }] });
    good(await go([], [wanted], { secrets: { KEY: 'old-value' } }));
    expect(await go([wanted], [wanted], { secrets: {} })).toEqual([]);
    const rotated = good(await go([wanted], [wanted], { secrets: { KEY: 'new-value' } }));
    expect(container('metube')?.environment['API_KEY']).toBe('new-value');
    expect(JSON.stringify(rotated)).not.toMatch(/old-value|new-value/);
    good(await apply(host.integration({ secrets: { KEY: 'new-value' } }), undo(rotated)));
    expect(container('metube')?.environment['API_KEY']).toBe('old-value');
  });

  test('a missing one is an input error before anything is touched', async () => {
    const wanted = service({
      secrets: [
        { name: 'API_KEY', source: 'KEY' },
        { name: 'TOKEN', source: 'TOKEN' },
      ],
    });
    const [outcome] = await go([], [wanted], { secrets: { KEY: '' } });
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'HL_SECRET_MISSING', kind: 'input', message: 'metube: no value for the secret KEY (for API_KEY), TOKEN' },
    });
    expect(existsSync(path('opt/metube'))).toBe(false);
  });

  test('those of an encrypted file reach the main container', async () => {
    const secretsFile = { ...host.copy('x.sops.env', 'encrypted'), destination: 'x.sops.env' };
    const wanted = service({ secretsFile, environment: { URL: 'db://${DB_PASSWORD}@db' } });
    const options = { decrypt: async () => ({ DB_PASSWORD: 'p$w"d' }) };
    good(await go([], [wanted], options));
    expect(container('metube')?.environment).toMatchObject({ DB_PASSWORD: 'p$w"d', URL: 'db://p$w"d@db' });
    expect(await go([wanted], [wanted], options)).toEqual([]);
    const text = readFileSync(path('opt/metube/.env'), 'utf8');
    writeFileSync(path('opt/metube/.env'), text.replace('DB_PASSWORD="p', 'DB_PASSWORD="other'));
    good(await go([wanted], [wanted], options));
    expect(readFileSync(path('opt/metube/.env'), 'utf8')).toBe(text);
    expect(await go([wanted], [wanted], options)).toEqual([]);
    const [refused] = await go([], [{ ...wanted, name: 'two' }]);
    expect(refused).toMatchObject({ status: 'failed', error: { kind: 'input' } });
  });
});

describe('a deployment that fails', () => {
  const first = (): Service => service({ files: [host.copy('banner.txt', 'one\n')], secrets: [{ name: 'KEY', source: 'KEY' }] });
  const secrets = { KEY: 'tops3cret' };

  test.each<[string, Partial<Service['deployment']>, string]>([
    ['an image that does not exist', { image: 'metube:no-such-tag' }, 'HL_IMAGE_NOT_FOUND'],
    ['a file that compose refuses', { compose: { bogus: 1 } }, 'HL_COMPOSE_INVALID'],
  ])('%s: the old one runs on, untouched', async (_, broken, code) => {
    good(await go([], [first()], { secrets }));
    const [state, events, files] = [host.docker.state(), host.docker.events.length, readdirSync(path('opt/metube'))];
    const [outcome] = await go([first()], [service({ ...first().deployment, ...broken })], { secrets });
    expect(outcome).toMatchObject({ status: 'failed', error: { code } });
    expect([host.docker.state(), host.docker.events.length, readdirSync(path('opt/metube'))]).toEqual([state, events, files]);
    expect(await go([first()], [first()], { secrets })).toEqual([]);
  });

  test.each<[string, Partial<Service['deployment']>, string, RegExp]>([
    [
      'a program that ends',
      { image: 'broken:exit', restartPolicy: 'no' },
      'HL_UNHEALTHY',
      /container metube is Exited \(3\); it said:\nreading settings\nno such option: key=\[REDACTED\]/,
    ],
    ['a program that ends again and again', { image: 'broken:exit' }, 'HL_UNHEALTHY', /container metube is still restarting/],
    ['an unhealthy container', { image: 'broken:sick' }, 'HL_UNHEALTHY', /is unhealthy[^]*health check: exit 1 connection refused/],
    ['a command that does not exist', { command: ['nosuch'] }, 'HL_CONTAINER_START', /executable file not found/],
    [
      'a port that somebody holds',
      { ports: [{ host: 9000, container: 8081, protocol: 'tcp', hostIp: null }] },
      'HL_PORT_TAKEN',
      /port is already allocated; port 9000 is held by container holder\n/,
    ],
  ])('%s: the former revision is put back', async (_, broken, code, message) => {
    good(await go([], [first(), service({}, { name: 'holder', port: 9000 })], { secrets }));
    const state = host.docker.state();
    const wanted = service({ ...first().deployment, files: [host.copy('banner.txt', 'two\n')], ...broken });
    const steps: string[] = [];
    const [outcome] = await go([first()], [wanted], { secrets, progress: (name, step) => steps.push(`${name} ${step}`) });
    expect(outcome).toMatchObject({ status: 'failed', error: { code, message: expect.stringMatching(message) } });
    expect(outcome?.error?.message).toContain('Rolled back: revision 1 runs again.');
    expect(outcome?.error?.message).not.toContain('tops3cret');
    expect(host.docker.state()).toEqual(state);
    expect(readFileSync(path('opt/metube/banner.txt'), 'utf8')).toBe('one\n');
    expect(steps).toContain('metube roll back');
    expect(await go([first()], [first()], { secrets })).toEqual([]);
  });

  test('with on_failure: keep it stays, and the next run sees that it is not done', async () => {
    good(await go([], [service()]));
    const wanted = service({ image: 'broken:exit', onFailure: 'keep' });
    const [outcome] = await go([service()], [wanted]);
    expect(outcome).toMatchObject({ status: 'failed' });
    expect(container('metube')?.image).toBe('broken:exit');
    expect(await go([wanted], [wanted])).toMatchObject([{ status: 'failed' }]);
    good(await go([wanted], [service()]));
  });

  test('a first one is taken down again', async () => {
    const [outcome] = await go([], [service({ image: 'broken:exit' })]);
    expect(outcome?.error?.message).toContain('There was nothing before it: it was taken down again.');
    expect(host.docker.state()).toMatchObject({ containers: [], networks: ['bridge', 'host', 'none'] });
    expect(existsSync(path('opt/metube'))).toBe(false);
  });

  test('one does not stop the others', async () => {
    const outcomes = await go([], [service({ image: 'x:no-such-tag' }), service({}, { name: 'other', port: 8090 })]);
    expect(outcomes.map(({ service: name, status }) => [name, status])).toEqual([
      ['metube', 'failed'],
      ['other', 'applied'],
    ]);
  });
});

test('one-shot containers may end, health checks may take their time', async () => {
  const wanted = service({
    image: 'slow:1',
    services: { migrate: { image: 'job:1' } },
    dependsOn: { migrate: { condition: 'service_completed_successfully' } },
  });
  good(await go([], [wanted]));
  expect(container('metube')?.health).toBe('healthy');
  expect(await go([wanted], [wanted])).toEqual([]);
});

test('removal keeps data and says so', async () => {
  const wanted = service({
    files: [host.copy('conf/app.conf', 'x')],
    volumes: [
      { host: 'data', container: '/data', readOnly: false },
      { host: '/opt/metube/downloads', container: '/downloads', readOnly: false },
    ],
  });
  good(await go([], [wanted]));
  const [outcome] = await apply(host.integration(), removalOf(wanted));
  expect(outcome).toMatchObject({ status: 'applied', notes: ['kept: volume metube_data, /opt/metube/downloads'] });
  expect(host.docker.state()).toMatchObject({ containers: [], volumes: ['metube_data'] });
  expect(readdirSync(path('opt/metube'))).toEqual(['downloads']);
});

test('revisions are kept to the configured count, and one of them is put back like any change', async () => {
  const version = (tag: number): Service => service({ image: `metube:${tag}` });
  for (let tag = 1; tag <= 5; tag += 1) good(await go([], [version(tag)], { revisions: 3, commit: `c${tag}` }));
  const kept = await revisions(host.remote, '/opt/metube');
  expect(kept.map(({ number, commit }) => [number, commit])).toEqual([
    [2, 'c2'],
    [3, 'c3'],
    [4, 'c4'],
  ]);
  expect(kept[0]?.images).toEqual({ metube: expect.stringMatching(/^sha256:/) });
  expect(Date.parse(kept[0]?.time ?? '')).toBeGreaterThan(0);
  const after = kept[0]?.spec ?? null;
  good(await apply(host.integration(), [{ system: 'compose', key: 'docker-media/metube', service: 'metube', before: null, after }]));
  expect(container('metube')?.image).toBe('metube:2');
  expect(await revisions(host.remote, '/opt/nothing')).toEqual([]);
});

test('an undo brings back files that the repository no longer holds, and the image that the tag meant', async () => {
  const one = service({ image: 'metube:latest', pullPolicy: 'always', files: [host.copy('a/b.txt', 'one\n')] });
  good(await go([], [one]));
  const state = host.docker.state();
  host.docker.publish('metube:latest');
  const two = service({ image: 'metube:latest', pullPolicy: 'always', files: [host.copy('a/b.txt', 'two\n')] });
  const changed = good(await go([one], [two]));
  expect(container('metube')?.imageId).not.toBe(state.containers[0]?.imageId);
  host.repository.clear();
  good(await apply(host.integration(), undo(changed)));
  expect(host.docker.state()).toEqual(state);
  expect(readFileSync(path('opt/metube/a/b.txt'), 'utf8')).toBe('one\n');
});

test('content that nobody holds any more is said so, and nothing is touched', async () => {
  const wanted = service({ files: [host.copy('a.txt', 'one\n')] });
  host.repository.clear();
  const [outcome] = await go([], [wanted]);
  expect(outcome).toMatchObject({
    status: 'failed',
    error: { code: 'HL_CONTENT_GONE', kind: 'input', message: expect.stringContaining('/opt/metube/a.txt') },
  });
  expect(existsSync(path('opt/metube'))).toBe(false);
});

test('a new image under the same tag is seen when the service follows the registry', async () => {
  const wanted = service({ pullPolicy: 'always' });
  good(await go([], [wanted]));
  expect(await go([wanted], [wanted])).toEqual([]);
  host.docker.publish('ghcr.io/alexta69/metube:latest');
  const before = container('metube')?.imageId;
  good(await go([wanted], [wanted]));
  expect(container('metube')?.imageId).not.toBe(before);
  expect(await go([wanted], [wanted])).toEqual([]);
});

test('a move within the host and a rename of the project leave nothing behind', async () => {
  const old = service();
  good(await go([], [old]));
  const renamed = service({ compose: { name: 'elsewhere' } });
  good(await go([old], [renamed]));
  expect(host.docker.state().networks).toEqual(['bridge', 'elsewhere_default', 'host', 'none']);
  const moved = service({ installPath: '/srv/apps/metube' });
  const [outcome] = good(await go([renamed], [moved]));
  expect(outcome?.notes).toEqual(['moved from /opt/metube']);
  expect(existsSync(path('opt/metube'))).toBe(false);
  expect(await go([moved], [moved])).toEqual([]);
  // Another process that is told of the first place only finds the second by the labels of the containers.
  good(await apply(host.integration(), removalOf(old)));
  expect(existsSync(path('srv/apps/metube'))).toBe(false);
  expect(readdirSync(path('root'))).toEqual([]);
});

test('a renamed service may stay in its project', async () => {
  const [old, renamed] = [service({ compose: { name: 'media' } }), service({ compose: { name: 'media' } }, { name: 'tube', port: 8083 })];
  good(await go([], [old]));
  good(await go([old], [renamed]));
  expect(host.docker.state().containers.map(({ name, project, state }) => [name, project, state])).toEqual([['tube', 'media', 'running']]);
  expect(await go([renamed], [renamed])).toEqual([]);
});

test('a renamed service frees its port first', async () => {
  good(await go([], [service({}, { name: 'old' })]));
  good(await go([service({}, { name: 'old' })], [service({}, { name: 'new' })]));
  expect(host.docker.state().containers.map(({ name }) => name)).toEqual(['new']);
});

describe('what somebody else holds', () => {
  test.each<[string, () => void]>([
    ['a container of that name', () => host.docker.register({ name: 'metube', image: 'x:1' })],
    [
      'a compose project of that name',
      () => host.docker.register({ name: 'web', image: 'x:1', labels: { 'com.docker.compose.project': 'metube' } }),
    ],
    [
      'a compose file in its directory',
      () => {
        mkdirSync(path('opt/metube'));
        writeFileSync(path('opt/metube/docker-compose.yaml'), 'services: {}\n');
      },
    ],
  ])('%s is a conflict; adopt takes it over', async (_, occupy) => {
    occupy();
    const integration = host.integration();
    const { changes, conflicts } = await plan(integration, { before: [], after: [service()], site });
    expect([changes, conflicts.map(({ key }) => key)]).toEqual([[], ['docker-media/metube']]);
    const blind = integration.desired(service(), site).map(({ spec, ...resource }) => ({ ...resource, before: null, after: spec }));
    expect(await apply(integration, blind)).toMatchObject([{ status: 'conflict' }]);
    good(await apply(integration, blind, { adopt: true }));
    expect(container('metube')?.labels['hl.service']).toBe('metube');
  });

  test('it is told by name and place, with the way out', async () => {
    host.docker.register({ name: 'metube', image: 'wiki:1', labels: { 'com.docker.compose.project': 'old' } });
    const { conflicts } = await plan(host.integration(), { before: [], after: [service()], site });
    expect(conflicts).toMatchObject([{ holder: 'container metube of project old (image wiki:1)' }]);
    const [outcome] = await apply(host.integration(), made(service()));
    expect(outcome?.error).toMatchObject({
      message: 'docker-media/metube in compose is held by container metube of project old (image wiki:1)',
      hint: 'Remove it there, or take it over with: hl adopt metube',
    });
    await host.remote.run(['docker', 'rm', '-f', 'metube']);
    mkdirSync(path('srv/x'), { recursive: true });
    writeFileSync(path('srv/x/compose.yml'), 'services: {web: {environment: {PASSWORD: tops3cret}}}\n');
    const found = await plan(host.integration(), { before: [], after: [service({ installPath: '/srv/x' })], site });
    expect(found.conflicts).toMatchObject([{ holder: '/srv/x/compose.yml' }]);
    expect(JSON.stringify(found)).not.toContain('tops3cret');
  });

  test('what another service of ours holds is not offered to be taken over', async () => {
    good(await go([], [service({ compose: { container_name: 'metube' } }, { name: 'other' })]));
    const { conflicts } = await plan(host.integration(), { before: [], after: [service()], site });
    expect(conflicts).toMatchObject([
      { holder: expect.stringMatching(/^container metube of project other /), hint: expect.stringContaining('belongs to other') },
    ]);
  });

  test('a compose file that appears after the plan is not overwritten; one that appears at the last moment is put beside', async () => {
    const wanted = service({ installPath: '/srv/x' });
    const appear = (): void => {
      mkdirSync(path('srv/x'), { recursive: true });
      writeFileSync(path('srv/x/compose.yml'), 'services: {}\n');
    };
    appear();
    expect(await apply(host.integration(), made(wanted))).toMatchObject([{ status: 'conflict', error: { code: 'HL_CONFLICT' } }]);
    expect(readFileSync(path('srv/x/compose.yml'), 'utf8')).toBe('services: {}\n');
    rmSync(path('srv/x'), { recursive: true });
    const run: Remote['run'] = (argv, options) => {
      if (options?.stdin !== undefined && !existsSync(path('srv/x'))) appear();
      return host.remote.run(argv, options);
    };
    good(await apply(host.integration({ remote: { ...host.remote, run } }), made(wanted)));
    expect(readFileSync(path('srv/x/compose.yml.before-hl'), 'utf8')).toBe('services: {}\n');
  });

  test('what is equal is told and left; adopt gives it our marks and keeps their files beside', async () => {
    const wanted = service({
      files: [host.copy('app.conf', 'speed=1\n')],
      volumes: [{ host: './app.conf', container: '/app.conf', readOnly: true }],
      secrets: [{ name: 'API_KEY', source: 'KEY' }],
    });
    const secrets = { KEY: 'k$y' };
    await byHand(handOn(host), wanted, secrets);
    const theirs = container('metube');
    const before = await plan(host.integration({ secrets }), { before: [], after: [wanted], site });
    expect(before).toMatchObject({ changes: [], conflicts: [], foreign: [{ key: 'docker-media/metube' }] });
    expect(await apply(host.integration({ secrets }), removalOf(wanted))).toMatchObject([{ status: 'unchanged' }]);
    expect(container('metube')).toEqual(theirs);
    const adopted = good(await apply(host.integration({ secrets }), made(wanted), { adopt: true }));
    expect(container('metube')).toMatchObject({ labels: { 'hl.service': 'metube' }, environment: theirs?.environment });
    expect(readFileSync(path('opt/metube/compose.yml.before-hl'), 'utf8')).toMatch(/^# my own/);
    expect(await go([wanted], [wanted], { secrets })).toEqual([]);
    expect(await plan(host.integration({ secrets }), { before: [wanted], after: [wanted], site })).toMatchObject({ foreign: [] });
    const [back] = await apply(host.integration({ secrets }), undo(adopted));
    expect(back).toMatchObject({ status: 'failed', error: { code: 'HL_TAKEN_OVER', kind: 'refused' } });
    expect(container('metube')?.state).toBe('running');
    // Taken over once more: what was put beside the first time stays.
    good(await apply(host.integration({ secrets }), removalOf(wanted)));
    await byHand(handOn(host), wanted, secrets);
    good(await apply(host.integration({ secrets }), made(wanted), { adopt: true }));
    expect(
      readdirSync(path('opt/metube'))
        .filter((name) => name.includes('before-hl'))
        .sort(),
    ).toEqual(['.env.before-hl', '.env.before-hl.2', 'compose.yml.before-hl', 'compose.yml.before-hl.2']);
  });

  test.each<[string, (text: string) => string]>([
    ['comments', (text) => text.replace(/^#.*\n/gm, '')],
    ['comments and quotes', (text) => stringify(parse(text))],
  ])('our own file from which somebody took the %s is ours by what is remembered, not by itself', async (_, format) => {
    const wanted = service({ environment: { TZ: 'UTC' } });
    good(await go([], [wanted]));
    const [resource] = host.integration().desired(wanted, site);
    const memory = recall([{ made: resource ? [resource] : [], intents: [] }]);
    const file = path('opt/metube/compose.yml');
    writeFileSync(file, format(readFileSync(file, 'utf8')));
    const input = { before: [wanted], after: [service({ image: 'metube:2' })], site };
    expect(await plan(host.integration(), input)).toMatchObject({ changes: [], conflicts: [{ holder: '/opt/metube/compose.yml' }] });
    expect((await plan(host.integration(), { ...input, after: [wanted], memory })).changes).toEqual([]);
    const { changes } = await plan(host.integration(), { ...input, memory });
    good(await apply(host.integration(), changes, { memory }));
    expect(container('metube')?.image).toBe('metube:2');
    expect(readdirSync(path('opt/metube')).sort()).toEqual(['.hl', 'compose.yml']);
    expect(readFileSync(file, 'utf8')).toMatch(/^# hl: service metube/);
  });

  test('and removed as ours', async () => {
    const wanted = service();
    good(await go([], [wanted]));
    const memory = recall([{ made: host.integration().desired(wanted, site), intents: [] }]);
    const file = path('opt/metube/compose.yml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^#.*\n/, ''));
    good(await apply(host.integration(), removalOf(wanted), { memory }));
    expect([host.docker.state().containers, existsSync(path('opt/metube'))]).toEqual([[], false]);
  });
});

test('files that do not all arrive change nothing, and the next run goes on', async () => {
  good(await go([], [service()]));
  const before = host.docker.state();
  const wanted = service({ image: 'metube:2', files: [host.copy('big.txt', 'x'.repeat(100_000))] });
  for (const at of [1, 512, 4096, 70_000]) {
    const remote = posixRemote('docker-media', (command, { stdin, timeoutMs }) =>
      host.shell.run(command, stdin && Buffer.from(stdin as string).subarray(0, at), timeoutMs),
    );
    expect(await go([service()], [wanted], { remote })).toMatchObject([{ status: 'deferred', error: { code: 'HL_CUT' } }]);
    expect(host.docker.state()).toEqual(before);
    expect(existsSync(path('opt/metube/.hl/staged'))).toBe(false);
  }
  good(await go([service()], [wanted]));
  expect(readFileSync(path('opt/metube/big.txt'), 'utf8')).toHaveLength(100_000);
});

describe('what a run that was cut off left behind', () => {
  const staged = (): void => {
    mkdirSync(path('opt/metube/.hl/staged'), { recursive: true });
    writeFileSync(path('opt/metube/.hl/staged/.env'), '# hl: secrets of metube\nKEY="tops3cret"\n');
  };

  test('goes with the next run, though the service is not wanted any more', async () => {
    staged();
    good(await go([service()], []));
    expect(existsSync(path('opt/metube'))).toBe(false);
  });

  test('goes with the next run, and nothing is restarted', async () => {
    good(await go([], [service()]));
    staged();
    mkdirSync(path('opt/metube/.hl/revisions/new'), { recursive: true });
    const [before, events] = [host.docker.containers().map(({ id }) => id), host.docker.events.length];
    good(await go([service()], [service()]));
    expect(host.docker.containers().map(({ id }) => id)).toEqual(before);
    expect(host.docker.events.slice(events)).toEqual([]);
    expect(existsSync(path('opt/metube/.hl/staged'))).toBe(false);
    expect(readdirSync(path('opt/metube/.hl/revisions'))).not.toContain('new');
    expect(await go([service()], [service()])).toEqual([]);
  });
});

test('services are worked on side by side, never more than allowed, dependencies first', async () => {
  const order: string[] = [];
  let [now, most] = [0, 0];
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const services = names.map((name, index) => service(name === 'a' ? { dependsOnServices: ['f'] } : {}, { name, port: 8100 + index }));
  const run: Remote['run'] = async (argv, options) => {
    const works = /^(stage|up)$/m.test(argv[2] ?? '');
    if (works) most = Math.max(most, (now += 1));
    return host.remote.run(argv, options).finally(() => (now -= works ? 1 : 0));
  };
  good(await go([], services, { parallel: 2, remote: { ...host.remote, run }, progress: (name, step) => order.push(`${name} ${step}`) }));
  expect(most).toBe(2);
  expect(order.indexOf('f done')).toBeLessThan(order.indexOf('a stage'));
});

test.each<[string, string, string, string]>([
  [
    'docker is down',
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    'HL_DOCKER_DOWN',
    'unreachable',
  ],
  [
    'no rights',
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix /var/run/docker.sock: connect: permission denied',
    'HL_DOCKER_DENIED',
    'refused',
  ],
  ['something else', 'Error response from daemon: strange', 'HL_DOCKER', 'refused'],
])('%s is named truthfully when reading', async (_, stderr, code, kind) => {
  host.docker.faults.push({ answer: { code: 1, stderr: `${stderr}\n` } });
  await expect(host.integration().observe(host.integration().desired(service(), site))).rejects.toMatchObject({ code, kind });
});

test.each<[string, string, string, string]>([
  ['no compose plugin', "docker: 'compose' is not a docker command.\nSee 'docker --help'", 'HL_COMPOSE_MISSING', 'failed'],
  ['no compose plugin, older words', "unknown flag: --project-name\nSee 'docker --help'.", 'HL_COMPOSE_MISSING', 'failed'],
  ['a full disk', 'write /var/lib/docker/tmp/x: no space left on device', 'HL_DISK_FULL', 'failed'],
  [
    'a full disk, in the words of tar',
    'tar: a.txt: Wrote only 4096 of 4608 bytes\ntar: Exiting with failure status due to previous errors',
    'HL_DISK_FULL',
    'failed',
  ],
  [
    'a registry that does not answer',
    'Error response from daemon: Get "https://ghcr.io/v2/": dial tcp: lookup ghcr.io: no such host',
    'HL_REGISTRY_UNREACHABLE',
    'deferred',
  ],
])('%s is named truthfully when writing', async (_, stderr, code, status) => {
  host.docker.faults.push({ match: ([verb]) => verb === 'compose', answer: { code: 1, stderr: `${stderr}\n` } });
  expect(await go([], [service()])).toMatchObject([{ status, error: { code, message: expect.stringContaining('docker-media: ') } }]);
});

test('a machine without docker says so', async () => {
  const remote = {
    ...host.remote,
    name: 'bare',
    run: (argv: readonly string[], options?: object) => host.remote.run(['env', 'PATH=/nowhere', '/bin/sh', ...argv.slice(1)], options),
  };
  await expect(host.integration({ remote }).observe(host.integration().desired(service(), site))).rejects.toMatchObject({
    code: 'HL_DOCKER_MISSING',
  });
});

test('what a person had put there is kept beside', async () => {
  mkdirSync(path('opt/metube/conf'), { recursive: true });
  writeFileSync(path('opt/metube/conf/app.conf'), 'by hand\n');
  writeFileSync(path('opt/metube/compose.yml'), 'services: {}\n');
  const wanted = service({ files: [host.copy('conf/app.conf', 'ours\n')] });
  const integration = host.integration();
  const changes = integration.desired(wanted, site).map(({ spec, ...resource }) => ({ ...resource, before: null, after: spec }));
  good(await apply(integration, changes, { adopt: true }));
  expect(readFileSync(path('opt/metube/conf/app.conf'), 'utf8')).toBe('ours\n');
  expect(readFileSync(path('opt/metube/conf/app.conf.before-hl'), 'utf8')).toBe('by hand\n');
  expect(readFileSync(path('opt/metube/compose.yml.before-hl'), 'utf8')).toBe('services: {}\n');
});

test('two runs at once do not mix: the one whose staged files are gone gives way', async () => {
  good(await go([], [service()]));
  const state = host.docker.state();
  const run: Remote['run'] = async (argv, options) => {
    if (/^up$/m.test(argv[2] ?? '')) await host.remote.write('/opt/metube/.hl/staged/.hl/run', 'another\n');
    return host.remote.run(argv, options);
  };
  const outcomes = await go([service()], [service({ image: 'metube:2' })], { remote: { ...host.remote, run } });
  expect(outcomes).toMatchObject([{ status: 'failed', error: { code: 'HL_BUSY', kind: 'conflict' } }]);
  expect(host.docker.state()).toEqual(state);
});

test('going back to a revision brings back its own secrets', async () => {
  const wanted = service({ secrets: [{ name: 'API_KEY', source: 'KEY' }] });
  for (const KEY of ['first-value', 'second-value', 'third-value']) good(await go([], [wanted], { secrets: { KEY } }));
  for (const [number, value] of [
    [1, 'first-value'],
    [2, 'second-value'],
  ]) {
    const after = (await revisions(host.remote, '/opt/metube')).find((revision) => revision.number === number)?.spec ?? null;
    const change = { system: 'compose', key: 'docker-media/metube', service: 'metube', before: null, after };
    good(await apply(host.integration({ secrets: { KEY: 'third-value' } }), [change]));
    expect(container('metube')?.environment['API_KEY']).toBe(value);
  }
});

test('two runs at once: nothing is mixed, and the next run finishes', async () => {
  good(await go([], [service()]));
  const versions = ['metube:2', 'metube:3'].map((image) => service({ image }));
  const outcomes = (await Promise.all(versions.map((wanted) => go([service()], [wanted])))).flat();
  expect(outcomes).toHaveLength(2);
  const [wanted] = versions;
  if (wanted === undefined) throw new Error('there are two');
  await go([service()], [wanted]);
  expect(container('metube')).toMatchObject({ image: 'metube:2', state: 'running' });
  expect(await go([wanted], [wanted])).toEqual([]);
});

describe('a container may be called otherwise than its service', () => {
  const wanted = (deployment: Partial<Service['deployment']> = {}): Service =>
    service({ ...deployment, compose: { container_name: 'video-grabber' } });

  test('it is found, mended and removed by what it carries', async () => {
    good(await go([], [wanted()]));
    expect(container('video-grabber')?.labels['hl.service']).toBe('metube');
    expect(await go([wanted()], [wanted()])).toEqual([]);
    await host.remote.run(['docker', 'stop', 'video-grabber']);
    good(await go([wanted()], [wanted()]));
    expect(container('video-grabber')?.state).toBe('running');
    good(await go([wanted()], [wanted({ image: 'metube:2' })]));
    good(await go([wanted()], []));
    expect(host.docker.state().containers).toEqual([]);
  });

  test("one of somebody else's is a conflict; adopt takes it over", async () => {
    host.docker.register({ name: 'video-grabber', image: 'x:1' });
    const integration = host.integration();
    const { changes, conflicts } = await plan(integration, { before: [], after: [wanted()], site });
    expect([changes, conflicts.map(({ key }) => key)]).toEqual([[], ['docker-media/metube']]);
    const blind = integration.desired(wanted(), site).map(({ spec, ...resource }) => ({ ...resource, before: null, after: spec }));
    good(await apply(integration, blind, { adopt: true }));
    expect(container('video-grabber')?.labels['hl.service']).toBe('metube');
  });
});
