import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apply, plan, undo } from '@hl/core';
import type { Outcome, ServiceFileCopy } from '@hl/core';
import { dollars, exampleService, exampleSite, nasty } from '@hl/core/testing';
import { compose, revisions } from '@hl/deployer';
import type { ComposeOptions } from '@hl/deployer';
import { missing, realEngine } from './engine.js';
import type { Engine } from './engine.js';
import type { Example } from '../test/example.js';

const lacks = missing();
const real = lacks === null ? describe : describe.skip; // skipped without an engine: the line below says what lacks
if (lacks !== null) test.skip(`real engine: skipped, this machine lacks ${lacks}`, () => {});

real('a real engine', () => {
  let engine: Engine;
  let v1: string;
  let v2: string;
  const repository = new Map<string, string>();
  const secrets: Record<string, string | undefined> = { WEB_KEY: `k$1 "x" \\ #'end` };

  beforeAll(async () => {
    engine = await realEngine();
    v1 = engine.image('web:v1', 'one\n');
    v2 = engine.image('web:v2', 'two\n');
  }, 60_000);
  afterAll(() => engine.close(), 60_000);

  const integration = (over: Partial<ComposeOptions> = {}): ReturnType<typeof compose> =>
    compose({
      host: 'real',
      remote: engine.remote,
      content: async ({ sha256 }: ServiceFileCopy) => Buffer.from(repository.get(sha256) ?? ''),
      secrets,
      settle: { intervalMs: 200, deadlineMs: 20_000, restartingMs: 4000 },
      ...over,
    });
  const file = (destination: string, content: string): ServiceFileCopy => {
    const sha256 = createHash('sha256').update(content).digest('hex');
    repository.set(sha256, content);
    return { source: `files/${destination}`, destination, mode: 0o644, sha256, size: Buffer.byteLength(content) };
  };
  const web = (name: string, port: number, deployment: Partial<Example['deployment']> = {}): Example =>
    exampleService({
      name,
      host: 'real',
      deployment: {
        image: v1,
        installPath: join(engine.directory, 'opt', name),
        ports: [{ host: port, container: 8080, protocol: 'tcp', hostIp: '127.0.0.1' }],
        volumes: [],
        environment: {},
        compose: { init: true, stop_grace_period: '1s' },
        ...deployment,
      },
    });
  const site = exampleSite();
  const go = async (before: Example[], after: Example[], over?: Partial<ComposeOptions>): Promise<Outcome[]> => {
    const one = integration(over);
    return apply(one, (await plan(one, { before, after, site })).changes);
  };
  const good = (outcomes: readonly Outcome[]): readonly Outcome[] => {
    expect(outcomes.map(({ status, error }) => `${status} ${error?.message ?? ''}`)).toEqual(outcomes.map(() => 'applied '));
    return outcomes;
  };
  const said = async (port: number): Promise<string> => (await fetch(`http://127.0.0.1:${port}/`)).text();
  const inspect = (name: string, format: string): string => engine.docker('inspect', '--format', format, name).stdout.trim();
  const id = (name: string): string => inspect(name, '{{.Id}}');

  test('add, no-op, change, drift, undo, remove', async () => {
    const first = web('app', 9181, {
      environment: { LITERAL: 'pa$word ${X}', OCTAL: '0o17', DATE: '2024-01-01', UNDERSCORE: '1_000' },
      secrets: [{ name: 'API_KEY', source: 'WEB_KEY' }],
      files: [file('conf/app.conf', 'speed=1\n')],
      volumes: [
        { host: './conf/app.conf', container: '/etc/app.conf', readOnly: true },
        { host: 'data', container: '/data', readOnly: false },
      ],
      services: { cache: { image: v1, command: ['sleep', '1000'], init: true }, once: { image: v1, command: ['true'] } },
    });
    good(await go([], [first]));
    expect(await said(9181)).toBe('one\n');
    const env = JSON.parse(inspect('app', '{{json .Config.Env}}')) as string[];
    expect(env).toEqual(
      expect.arrayContaining([
        'LITERAL=pa$word ${X}',
        'OCTAL=0o17',
        'DATE=2024-01-01',
        'UNDERSCORE=1_000',
        `API_KEY=${secrets['WEB_KEY']}`,
      ]),
    );
    expect(statSync(join(first.deployment.installPath, '.env')).mode & 0o777).toBe(0o600);
    expect(await go([first], [first])).toEqual([]);

    const [app, cache] = [id('app'), id('app-cache-1')];
    const second = web('app', 9181, { ...first.deployment, files: [file('conf/app.conf', 'speed=2\n')] });
    const changed = good(await go([first], [second]));
    expect(engine.docker('exec', 'app', 'cat', '/etc/app.conf').stdout).toBe('speed=2\n');
    expect(id('app')).not.toBe(app);
    expect(id('app-cache-1')).toBe(cache);
    expect(await go([second], [second])).toEqual([]);

    writeFileSync(join(second.deployment.installPath, 'conf/app.conf'), 'by hand\n');
    good(await go([second], [second]));
    expect(engine.docker('exec', 'app', 'cat', '/etc/app.conf').stdout).toBe('speed=2\n');

    engine.docker('stop', 'app');
    good(await go([second], [second]));
    expect(await said(9181)).toBe('one\n');
    engine.docker('rm', '-f', 'app-cache-1');
    good(await go([second], [second]));
    expect(inspect('app-cache-1', '{{.State.Status}}')).toBe('running');

    repository.clear();
    const one = integration();
    good(await apply(one, undo(changed)));
    expect(engine.docker('exec', 'app', 'cat', '/etc/app.conf').stdout).toBe('speed=1\n');
    expect((await revisions(engine.remote, first.deployment.installPath)).length).toBeGreaterThan(0);

    const [removed] = good(await go([first], []));
    expect(removed?.notes?.join()).toContain('volume app_data');
    expect(engine.docker('ps', '-aq').stdout).toBe('');
    expect(engine.docker('volume', 'ls', '-q').stdout).toContain('app_data');
    expect(existsSync(first.deployment.installPath)).toBe(false);
    expect(await go([first], [])).toEqual([]);
  }, 120_000);

  test('a port is handed on in one run; services that swap theirs are refused and keep what they had', async () => {
    const [left, right] = [web('left', 9186), web('right', 9187, { image: v2 })];
    good(await go([], [left, right]));
    const swapped = await go([left, right], [web('left', 9187), web('right', 9186, { image: v2 })]);
    expect(swapped.map(({ status, error }) => [status, error?.code])).toEqual([
      ['failed', 'HL_EXCHANGE'],
      ['failed', 'HL_EXCHANGE'],
    ]);
    expect([await said(9186), await said(9187)]).toEqual(['one\n', 'two\n']);
    const [moved, taken] = [web('left', 9188), web('right', 9186, { image: v2 })];
    good(await go([left, right], [moved, taken]));
    expect([await said(9186), await said(9188)]).toEqual(['two\n', 'one\n']);
    good(await go([moved, taken], []));
  }, 120_000);

  test('every nasty text arrives as it was written', async () => {
    const variables = [...nasty, ...dollars].map((value, index) => [`V${index}`, value] as const);
    const service = web('nasty', 9189, {
      environment: Object.fromEntries(variables),
      secrets: variables.map(([name]) => ({ name: `S${name}`, source: name })),
      labels: Object.fromEntries(variables.map(([name, value]) => [`l.${name}`, value])),
    });
    const given = { secrets: Object.fromEntries(variables.filter(([, value]) => value !== '')) };
    const one = {
      ...service,
      deployment: { ...service.deployment, secrets: service.deployment.secrets.filter(({ source }) => source in given.secrets) },
    };
    good(await go([], [one], given));
    const env = new Map(
      (JSON.parse(inspect('nasty', '{{json .Config.Env}}')) as string[]).map((line) => [
        line.slice(0, line.indexOf('=')),
        line.slice(line.indexOf('=') + 1),
      ]),
    );
    const labels = JSON.parse(inspect('nasty', '{{json .Config.Labels}}')) as Record<string, string>;
    for (const [name, value] of variables) {
      expect([name, env.get(name), labels[`l.${name}`]]).toEqual([name, value, value]);
      if (value !== '') expect([name, env.get(`S${name}`)]).toEqual([name, value]);
    }
    expect(await go([one], [one], given)).toEqual([]);
    good(await go([one], []));
  }, 60_000);

  test('a secret is rotated', async () => {
    const service = web('rotate', 9182, { secrets: [{ name: 'API_KEY', source: 'WEB_KEY' }] });
    good(await go([], [service]));
    good(await go([service], [service], { secrets: { WEB_KEY: 'new value' } }));
    expect(inspect('rotate', '{{json .Config.Env}}')).toContain('API_KEY=new value');
    expect(await go([service], [service], { secrets: { WEB_KEY: 'new value' } })).toEqual([]);
    good(await go([service], []));
  }, 60_000);

  test.each([
    ['an image that does not exist', () => ({ image: `${engine.registry}/web:v9` }), 'HL_IMAGE_NOT_FOUND', true],
    ['a command that does not exist', () => ({ command: ['nosuch'], compose: { stop_grace_period: '1s' } }), 'HL_CONTAINER_START', false],
    ['a program that ends', () => ({ command: ['false'] }), 'HL_UNHEALTHY', false],
    [
      'an unhealthy container',
      () => ({ compose: { init: true, healthcheck: { test: ['CMD', '/bin/false'], interval: '1s', retries: 1 } } }),
      'HL_UNHEALTHY',
      false,
    ],
    ['a compose file that compose refuses', () => ({ compose: { bogus: 1 } }), 'HL_COMPOSE_INVALID', true],
    [
      'a taken port',
      () => ({ ports: [{ host: 9190, container: 8080, protocol: 'tcp' as const, hostIp: '127.0.0.1' }] }),
      'HL_PORT_TAKEN',
      false,
    ],
  ])(
    '%s: the old one runs on or runs again',
    async (_, over, code, untouched) => {
      const holder = web('holder', 9190);
      const service = web('fragile', 9183);
      good(await go([], [service, holder]));
      const before = id('fragile');
      const broken = web('fragile', 9183, over());
      const [outcome] = await go([service], [broken]);
      expect(outcome).toMatchObject({ status: 'failed', error: { code } });
      expect(await said(9183)).toBe('one\n');
      if (untouched) expect(id('fragile')).toBe(before);
      else expect(outcome?.error?.message).toContain('Rolled back: revision');
      expect(await go([service], [service])).toEqual([]);
      good(await go([service, holder], []));
    },
    60_000,
  );

  test('the tag moved in the registry', async () => {
    const reference = engine.image('moving:latest', 'old\n');
    const service = web('moving', 9184, { image: reference, pullPolicy: 'always' });
    good(await go([], [service]));
    expect(await go([service], [service])).toEqual([]);
    engine.image('moving:latest', 'new\n');
    engine.docker('tag', inspect('moving', '{{.Image}}'), reference);
    const moved = good(await go([service], [service]));
    expect(await said(9184)).toBe('new\n');
    good(await apply(integration(), undo(moved)));
    expect(await said(9184)).toBe('old\n');
    good(await go([service], []));
  }, 60_000);

  test('a rename of the project and a move within the host', async () => {
    const service = web('wander', 9185);
    good(await go([], [service]));
    const renamed = web('wander', 9185, { compose: { name: 'elsewhere', init: true } });
    good(await go([service], [renamed]));
    expect(inspect('wander', '{{index .Config.Labels "com.docker.compose.project"}}')).toBe('elsewhere');
    const moved = web('wander', 9185, { installPath: join(engine.directory, 'srv/wander') });
    good(await go([renamed], [moved]));
    expect(await said(9185)).toBe('one\n');
    expect(existsSync(renamed.deployment.installPath)).toBe(false);
    expect(await go([moved], [moved])).toEqual([]);
    good(await go([moved], []));
    expect(engine.docker('ps', '-aq').stdout).toBe('');
  }, 60_000);

  test('somebody else holds the name; adopt takes it over', async () => {
    engine.docker('run', '-d', '--init', '--name', 'held', v2);
    const service = web('held', 9186);
    const one = integration();
    const found = await plan(one, { before: [], after: [service], site });
    expect(found.conflicts).toHaveLength(1);
    const changes = one.desired(service, site).map((resource) => ({ ...resource, before: null, after: resource.spec }));
    expect((await apply(one, changes)).map(({ status }) => status)).toEqual(['conflict']);
    good(await apply(one, changes, { adopt: true }));
    expect(await said(9186)).toBe('one\n');
    good(await go([service], []));
  }, 60_000);

  test('a compose file of ours that somebody else wrote is not touched', async () => {
    const service = web('foreign', 9187);
    mkdirSync(service.deployment.installPath, { recursive: true });
    writeFileSync(join(service.deployment.installPath, 'docker-compose.yml'), 'services: {}\n');
    const found = await plan(integration(), { before: [], after: [service], site });
    expect(found.conflicts).toHaveLength(1);
    expect(readdirSync(service.deployment.installPath)).toEqual(['docker-compose.yml']);
    expect(readFileSync(join(service.deployment.installPath, 'docker-compose.yml'), 'utf8')).toBe('services: {}\n');
  });
});
