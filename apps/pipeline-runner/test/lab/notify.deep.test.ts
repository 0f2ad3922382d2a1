import { chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { discordEmulator } from '@hl/lab/discord';
import type { DiscordEmulator } from '@hl/lab/discord';
import { keyPair } from '@hl/lab/ssh';
import { committed, put } from '../support/folder.js';
import { hlIn, type Said } from '../support/hl.js';

const site = 'domain: example.org\nhosts: { box: 192.0.2.1 }\ndiscord: { channel: homelab }\n';
const service = `service: { name: whoami, display_name: Whoami, description: Shows a request, category: utility, icon: 'si:traefikproxy' }
deployment: { target_host: box, port: 8080, container_port: 80, image: traefik/whoami:v1 }
`;

/** Any key that a login can begin with. */
const { privateKey } = keyPair();

let server: DiscordEmulator;
let cwd: string;

beforeEach(async () => {
  server = await discordEmulator();
  cwd = committed({ 'hl.yml': site, 'services/whoami.yml': service });
});

afterEach(async () => {
  await server.close();
});

const write = (files: Record<string, string>): void => put(cwd, files);

const hl = (command: string, env: NodeJS.ProcessEnv = {}): Promise<Said> =>
  hlIn(cwd, command.split(' '), { CI: 'true', CI_PIPELINE_ID: '7', DISCORD_WEBHOOK_URL: server.url, ...env });

const told = (): string => JSON.stringify(server.messages().map(({ payload }) => payload));
const failure = (stage: string): { error: { code: string; message: string } } =>
  JSON.parse(readFileSync(join(cwd, '.hl/failures', `${stage}.json`), 'utf8')) as never;
const superseded = JSON.stringify({
  version: 1,
  stage: 'plan',
  error: { code: 'HL_SUPERSEDED', kind: 'superseded', message: 'pipeline 8 has taken over with commit 0123abcd: nothing was written here' },
});

describe('what stops a run before anything is planned is told with its stage and its reason', () => {
  test.each([
    ['a broken hl.yml', 'detect', { 'hl.yml': 'domain: [\n' }, /hl\.yml:\d+:\d+/],
    ['an hl.yml with a wrong word', 'detect', { 'hl.yml': `${site}traefick: {}\n` }, /hl\.yml:4:\d+/],
    ['a broken service file', 'validate', { 'services/whoami.yml': 'service: [\n' }, /services\/whoami\.yml:\d+:\d+/],
    ['a wrong service file', 'validate', { 'services/whoami.yml': service.replace('8080', '"80x"') }, /services\/whoami\.yml:2:\d+/],
  ])('%s', async (_, stage, files, reason) => {
    write(files);
    expect((await hl(stage)).code).toBe(2);
    expect(failure(stage).error.message).toMatch(reason);
    for (const verdict of ['failure', 'rollback']) expect((await hl(`notify ${verdict}`)).code).toBe(0);
    expect(server.messages()).toHaveLength(2);
    for (const { payload } of server.messages()) {
      expect(JSON.stringify(payload)).toContain(`❌ ${stage}: `);
      expect(JSON.stringify(payload).replaceAll('\\\\', '')).toMatch(reason);
    }
  });

  test('a key in the wrong kind of variable', async () => {
    const env = { SSH_KEY_FILE: '-----BEGIN OPENSSH PRIVATE KEY-----\nc2VjcmV0\n-----END OPENSSH PRIVATE KEY-----' };
    expect((await hl('detect', env)).code).toBe(2);
    expect((await hl('notify failure', env)).code).toBe(0);
    expect(told()).toContain('the SSH key variable holds the key itself');
    expect(told()).not.toContain('c2VjcmV0');
  });
});

test('no hl.yml at all is told by a pipeline; a person in the wrong folder finds nothing there afterwards', async () => {
  rmSync(join(cwd, 'hl.yml'));
  expect((await hl('detect', { CI: undefined })).code).toBe(2);
  expect(existsSync(join(cwd, '.hl'))).toBe(false);
  expect((await hl('detect')).code).toBe(2);
  await hl('notify failure');
  expect(told()).toContain('❌ detect: hl.yml is not there');
});

test('a stage that goes through on its second try has not failed; a new run forgets the old one', async () => {
  const path = join(cwd, '.hl/failures/validate.json');
  write({ 'services/whoami.yml': 'service: [\n' });
  expect((await hl('validate')).code).toBe(2);
  write({ 'services/whoami.yml': service });
  expect((await hl('validate')).code).toBe(0);
  expect(existsSync(path)).toBe(false);
  write({ '.hl/failures/validate.json': superseded });
  expect((await hl('detect')).code).toBe(0);
  expect(existsSync(path)).toBe(false);
});

describe('notify never makes a good deployment red', () => {
  test.each([
    ['an artifact that is no JSON', { '.hl/plan.json': '{' }],
    ['an artifact of another version', { '.hl/verification.json': '{}' }],
    ['half a failure', { '.hl/failures/plan.json': '{"version":1' }],
  ])('%s', async (_, files) => {
    write(files);
    expect((await hl('notify success')).code).toBe(0);
  });

  test('a webhook that is gone', async () => {
    write({ 'services/whoami.yml': 'service: [\n' });
    await hl('validate');
    server.deleteWebhook();
    const { code, text } = await hl('notify success');
    expect(code).toBe(75);
    expect(text).toContain('→');
  });

  test('a webhook that is none', async () => {
    await hl('validate', {});
    write({ '.hl/failures/traefik.json': superseded.replaceAll('superseded', 'refused').replace('"plan"', '"traefik"') });
    expect((await hl('notify success', { DISCORD_WEBHOOK_URL: 'not-an-address' })).code).toBe(75);
  });

  test('what was allowed to fail is a warning', async () => {
    write({ '.hl/failures/traefik.json': superseded.replaceAll('superseded', 'refused').replace('"plan"', '"traefik"') });
    expect((await hl('notify success')).code).toBe(0);
    expect(told()).toMatch(/with warnings.*❌ traefik: /);
  });
});

const outcome = (service: string, status: string, error?: object) => ({
  ...{ system: 'compose', key: `box/${service}`, service, before: null, after: { image: 'x' }, status, ms: 1 },
  ...(error ? { error } : {}),
});
const refusal = { code: 'HL_X', kind: 'refused', message: 'the image is not there', hint: 'Correct its name.' };

test('a rollback tells what it took back, without a plan', async () => {
  const outcomes = [outcome('whoami', 'applied'), outcome('metube', 'failed', refusal)];
  write({ '.hl/outcomes/rollback.json': JSON.stringify({ version: 1, stage: 'rollback', commit: 'c', run: '7', outcomes }) });
  expect((await hl('notify rollback')).code).toBe(0);
  expect(told()).toMatch(/Rolled back: whoami, metube/);
  expect(told()).toContain('the image is not there → Correct its name');
});

test('a rollback that found nothing to take back sends nothing; one that could not begin is a failure', async () => {
  write({ '.hl/outcomes/rollback.json': JSON.stringify({ version: 1, stage: 'rollback', commit: 'c', run: '7', outcomes: [] }) });
  expect((await hl('notify rollback')).text).toContain('nothing changed');
  write({ '.hl/failures/rollback.json': superseded.replaceAll('superseded', 'unreachable').replace('"plan"', '"rollback"') });
  expect((await hl('notify rollback')).code).toBe(0);
  expect(server.messages()).toHaveLength(1);
  expect(told()).toContain('❌ Rollback failed');
});

test('drift tells which services are not what git says', async () => {
  const change = (name: string) => ({ system: 'compose', key: `box/${name}`, service: name, before: null, after: { image: 'x' } });
  const planned = (name: string) => ({
    ...{ name, path: `services/${name}.yml`, action: 'modify', before: null, after: null, hash: '', previousHash: null, leftovers: [] },
  });
  const plan = {
    ...{ version: 1, commit: 'c', run: '7', place: null, seen: null, mode: 'full', drift: true },
    ...{
      services: ['whoami', 'metube'].map(planned),
      changes: [change('metube')],
      conflicts: [],
      foreign: [],
      refusals: [],
      faults: [],
      failures: [],
    },
  };
  write({ '.hl/plan.json': JSON.stringify(plan) });
  expect((await hl('notify failure')).code).toBe(0);
  expect(told()).toMatch(/metube.*is not what git says/);
  expect(told()).not.toContain('whoami');
});

test('of a run that a newer one has taken over, that one tells', async () => {
  write({ '.hl/failures/plan.json': superseded });
  const { code, text } = await hl('notify failure');
  expect([code, text]).toEqual([0, expect.stringContaining('pipeline 8 has taken over')]);
  expect(server.messages()).toEqual([]);
});

test.each(['deploy', 'remove', 'traefik', 'dns', 'authentik', 'glance', 'verify'])(
  '%s after a plan that a newer run has taken over is taken over too',
  async (stage) => {
    write({ '.hl/failures/plan.json': superseded });
    expect(await hl(stage)).toMatchObject({ code: 76, text: expect.stringContaining('pipeline 8 has taken over') });
  },
);

describe('a job that cannot even begin', () => {
  test.each(['deploy', 'traefik', 'glance'])('%s without a plan: somebody must act', async (stage) => {
    expect((await hl(stage)).code).toBe(2);
    expect(failure(stage).error.code).toBe('HL_ARTIFACT_MISSING');
  });

  test.each([
    ['deploy', 'compose', 5],
    ['dns', 'pihole', 75],
  ])(
    '%s when nobody answers where the ledger is',
    async (stage, system, code) => {
      // Nothing listens on port 9.
      write({
        'hl.yml': `${site}ledger: { host: box }\n`.replace('192.0.2.1', '{ address: 127.0.0.1, port: 9 }'),
        key: privateKey,
        known_hosts: '',
      });
      chmodSync(join(cwd, 'key'), 0o600);
      const planned = { name: 'whoami', path: 'services/whoami.yml', action: 'modify', before: null, after: null };
      const plan = {
        ...{ version: 1, commit: 'c', run: '7', place: null, seen: null, mode: 'full' },
        services: [{ ...planned, hash: '', previousHash: null, leftovers: [] }],
        changes: [{ system, key: 'whoami', service: 'whoami', before: null, after: { x: 1 } }],
        ...{ conflicts: [], foreign: [], refusals: [], faults: [], failures: [] },
      };
      write({ '.hl/plan.json': JSON.stringify(plan) });
      const env = { SSH_KEY_FILE: join(cwd, 'key'), SSH_KNOWN_HOSTS: join(cwd, 'known_hosts'), CI: undefined };
      expect((await hl(stage, env)).code).toBe(code);
      expect(failure(stage).error).toMatchObject({ kind: 'unreachable' });
      expect((await hl('notify failure')).code).toBe(0);
      expect(told()).toContain(`❌ ${stage}: `);
    },
    30_000,
  );
});

describe('a service file by another spelling of .yml', () => {
  test.each(['services/whoami.yaml', 'services/whoami.YML'])('%s is an error that says what to do', async (path) => {
    rmSync(join(cwd, 'services/whoami.yml'));
    write({ [path]: service });
    const { code, text } = await hl('validate');
    expect(code).toBe(2);
    expect(text).toMatch(/services end|service files end in \.yml\n.*Rename it/);
  });

  test('what a service names as its own, and what is none, are not', async () => {
    write({
      'services/whoami.yml': service.replace('image:', 'extra_files: [{ source: services/otel.yaml, destination: otel.yaml }], image:'),
      'services/otel.yaml': service,
      'services/collector.yaml': 'service: { pipelines: {} }\n',
    });
    expect(await hl('validate')).toMatchObject({ code: 0 });
  });
});

test('in a pipeline without a ledger, validate says that its rollback has nothing to go by', async () => {
  expect((await hl('validate')).text).toMatch(/no ledger: the rollback job/);
  write({ 'hl.yml': `${site}ledger: { host: box }\n` });
  expect((await hl('validate')).text).not.toMatch(/no ledger/);
});
