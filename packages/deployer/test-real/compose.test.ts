import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apply, plan } from '@hl/core';
import type { Outcome } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { compose, logs, render, restart, revisions, running } from '@hl/deployer';
import { meanings } from '../test/compose/meanings.js';
import type { Example } from '../test/example.js';
import { missing, realEngine } from './engine.js';
import type { Engine } from './engine.js';

const lacks = missing();
const real = lacks === null ? describe : describe.skip; // skipped without an engine: the line below says what lacks
if (lacks !== null) test.skip(`compose on a real engine: skipped, this machine lacks ${lacks}`, () => {});

type Part = Partial<Example['deployment']>;

real('compose on a real engine', () => {
  let engine: Engine;
  let v1: string;
  let v2: string;
  beforeAll(async () => {
    engine = await realEngine();
    v1 = engine.image('web:v1', 'one\n');
    v2 = engine.image('web:v2', 'two\n');
  }, 60_000);
  afterAll(() => engine.close(), 60_000);
  afterEach(() => engine.clear(), 60_000);

  const site = exampleSite();
  const integration = (): ReturnType<typeof compose> =>
    compose({
      host: 'real',
      remote: engine.remote,
      content: async () => new Uint8Array(),
      secrets: { KEY: 'k$y' },
      settle: { intervalMs: 200, deadlineMs: 20_000, restartingMs: 4000 },
    });
  const service = (name: string, deployment: Part): Example => {
    const { deployment: plain, ...rest } = exampleService({ name, host: 'real' });
    const bare = { image: v1, installPath: join(engine.directory, 'opt', name), ports: [], volumes: [], environment: {} };
    const quick = deployment.composeFile ? {} : { compose: { init: true, stop_grace_period: '0s' } };
    return { ...rest, deployment: { ...plain, ...bare, ...quick, ...deployment } };
  };
  const go = async (before: Example[], after: Example[]): Promise<Outcome[]> => {
    const one = integration();
    return apply(one, (await plan(one, { before, after, site })).changes);
  };
  const good = (outcomes: Outcome[]): Outcome[] => {
    expect(outcomes.map(({ status, error }) => `${status} ${error?.message ?? ''}`)).toEqual(outcomes.map(() => 'applied '));
    expect(outcomes.length).toBeGreaterThan(0);
    return outcomes;
  };
  const inspect = (name: string, format: string): string => engine.docker('inspect', '--format', format, name).stdout.trim();
  const ids = (...names: string[]): string[] => names.map((name) => inspect(name, '{{.Id}}'));
  const label = (name: string, key: string): string => inspect(name, `{{index .Config.Labels "${key}"}}`);
  const mode = (name: string): string => inspect(name, '{{.HostConfig.NetworkMode}}');
  const at = (one: Example, name: string): string => readFileSync(join(one.deployment.installPath, name), 'utf8');

  test.each(meanings)('meant so: %s', (_, name, deployment, expected) => {
    const directory = join(engine.directory, 'opt', name);
    mkdirSync(directory, { recursive: true });
    const given = { FRIGATE_RTSP_PASSWORD: 'x', ...deployment.environment };
    writeFileSync(
      join(directory, '.env'),
      Object.entries(deployment.composeFile ? given : {})
        .map(([key, value]) => `${key}=${value}\n`)
        .join(''),
    );
    const config = (text: string): unknown => {
      const args = ['compose', '--project-directory', directory, '--file', '-', 'config', '--format', 'json'];
      const { stdout, stderr, status } = spawnSync('docker', args, {
        input: text.replaceAll(`/opt/${name}/`, `${directory}/`),
        encoding: 'utf8',
      });
      expect([status, stderr.replace(/^time=.*level=warning.*\n/gm, '')]).toEqual([0, '']);
      const file = JSON.parse(stdout) as { services: Record<string, { labels?: Record<string, string> }> };
      for (const one of Object.values(file.services)) {
        const labels = Object.entries(one.labels ?? {}).filter(([key]) => !key.startsWith('hl.'));
        delete one.labels;
        if (labels.length > 0) one.labels = Object.fromEntries(labels);
      }
      return file;
    };
    expect(config(render(service(name, { ...deployment, compose: deployment.compose ?? {} })))).toEqual(config(expected));
  });

  test("a service's own file: byte for byte, with values in .env, revisions, and back when it fails", async () => {
    const text = (image: string): string =>
      `# mine\nservices:\n  web:\n    image: ${image}\n    init: true\n    stop_grace_period: 0s\n    env_file: .env # and this\n    environment: {DIR: "\${WHERE:-none}"}\n    labels: [a=b]\n`;
    const own = (image: string, over: Part = {}): Example =>
      service('own', {
        composeFile: { source: 'x.yaml', content: text(image) },
        environment: { WHERE: '/mnt/a b' },
        secrets: [{ name: 'KEY', source: 'KEY' }],
        ...over,
      });
    const one = own(v1);
    good(await go([], [one]));
    expect(at(one, 'compose.yml')).toBe(text(v1));
    const env = JSON.parse(inspect('own-web-1', '{{json .Config.Env}}')) as string[];
    expect(env).toEqual(expect.arrayContaining(['WHERE=/mnt/a b', 'DIR=/mnt/a b', 'KEY=k$y']));
    expect([label('own-web-1', 'a'), label('own-web-1', 'hl.service')]).toEqual(['b', 'own']);
    expect(await go([one], [one])).toEqual([]);

    good(await go([one], [own(v2)]));
    const [first] = await revisions(engine.remote, one.deployment.installPath);
    expect(first?.spec).toMatchObject({ compose: text(v1), variables: { WHERE: '/mnt/a b' } });
    const broken = { source: 'x.yaml', content: text(v2).replace('labels:', 'command: ["false"]\n    labels:') };
    const [failed] = await go([own(v2)], [own(v2, { composeFile: broken })]);
    expect(failed).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('Rolled back: revision 2 runs again.') } });
    expect(at(one, 'compose.yml')).toBe(text(v2));
    expect(await go([own(v2)], [own(v2)])).toEqual([]);

    const rendered = service('own', {});
    good(await go([own(v2)], [rendered]));
    expect(engine.docker('ps', '--all', '--format', '{{.Names}}').stdout).toBe('own\n');
    expect(await go([rendered], [rendered])).toEqual([]);
  }, 120_000);

  test('its lines are read by time, and a restart brings up who uses its network, too', async () => {
    const attended = { remote: engine.remote };
    const says = (text: string): string[] => ['sh', '-c', `echo ${text}; echo "$0" >&2; exec sleep 1000`, 'err\u001b[31m'];
    const vpn = service('torrent', {
      services: { vpn: { image: v1, container_name: 'vpn', init: true, stop_grace_period: '0s', command: says('up') } },
    });
    const user = service('prowlarr', { networkMode: 'container:vpn', command: says('in'), dependsOnServices: ['torrent'] });
    good(await go([], [user, vpn]));
    const found = await running(attended, vpn, 'vpn');
    const first = await logs(attended, found.containers, { tail: 'all' });
    expect(first.lines.map(({ container, text }) => [container, text]).sort()).toEqual([
      ['vpn', 'err\u001b[31m'],
      ['vpn', 'up'],
    ]);
    const before = inspect('torrent', '{{.State.StartedAt}}');
    expect(await restart(attended, found)).toEqual(['prowlarr']);
    expect(inspect('torrent', '{{.State.StartedAt}}')).toBe(before);
    const network = (name: string): string => readlinkSync(`/proc/${inspect(name, '{{.State.Pid}}')}/ns/net`);
    expect(network('prowlarr')).toBe(network('vpn'));
    const since = first.lines.at(-1)?.time ?? '';
    expect((await logs(attended, found.containers, { tail: 'all', since })).lines.filter(({ time }) => time > since)).toHaveLength(2);
    expect((await logs(attended, found.containers, { tail: 1 })).lines).toHaveLength(1);
    expect(await go([vpn, user], [vpn, user])).toEqual([]);
    engine.docker('rm', '--force', 'vpn');
    await expect(logs(attended, found.containers, { tail: 1 })).rejects.toMatchObject({ code: 'HL_LOGS' });
  }, 120_000);

  test('who uses the network of another service is made anew with it, and keeps it from being removed', async () => {
    const vpn = (image: string): Example =>
      service('torrent', {
        networkMode: 'service:vpn',
        services: { vpn: { image, container_name: 'vpn', init: true, stop_grace_period: '0s' } },
        command: ['sleep', '1000'],
      });
    const user = service('prowlarr', {
      networkMode: 'container:vpn',
      command: ['sleep', '1000'],
      networkOf: { service: 'torrent', container: 'vpn', fingerprint: 'one' },
      dependsOnServices: ['torrent'],
    });
    good(await go([], [user, vpn(v1)]));
    const [before] = ids('prowlarr');
    const [outcome] = good(await go([vpn(v1)], [vpn(v2)]));
    expect(outcome?.notes).toEqual(['made anew, since it uses the network of a container that was: prowlarr']);
    const [vpnId, now] = ids('vpn', 'prowlarr');
    expect(now).not.toBe(before);
    expect([mode('torrent'), mode('prowlarr')]).toEqual([`container:${vpnId}`, `container:${vpnId}`]);
    expect(inspect('prowlarr', '{{.State.Running}}')).toBe('true');

    engine.docker('rm', '--force', 'vpn');
    good(await go([vpn(v2), user], [vpn(v2), user]));
    const [again] = ids('vpn');
    expect([mode('torrent'), mode('prowlarr')]).toEqual([`container:${again}`, `container:${again}`]);
    expect(await go([vpn(v2), user], [vpn(v2), user])).toEqual([]);

    const [refused] = await go([vpn(v2)], []);
    expect(refused).toMatchObject({ status: 'failed', error: { code: 'HL_NETWORK_IN_USE', message: expect.stringContaining('prowlarr') } });
    good(await go([vpn(v2), user], []));
    expect(engine.docker('ps', '--all', '--quiet').stdout).toBe('');
  }, 120_000);

  describe('what runs already', () => {
    const theirs = (): string =>
      [
        'services:',
        `  vpn: { image: "${v1}", container_name: vpn, init: true, stop_grace_period: 0s, labels: [mine=1] }`,
        `  web: { image: "${v1}", init: true, stop_grace_period: 0s, restart: always, command: [sleep, "1000"], env_file: .env, environment: ["A=\${B}"], network_mode: "service:vpn" }`,
        `  job: { image: "${v1}", init: true, stop_grace_period: 0s, command: [sleep, "1000"], depends_on: [vpn], volumes: ["./data:/data:ro"] }`,
        '',
      ].join('\n');
    const names = ['vpn', 'stack-web-1', 'stack-job-1'];
    const rest = { init: true, stop_grace_period: '0s' };
    const rendered = (over: Part = {}): Example =>
      service('stack', {
        composeService: 'vpn',
        container: { ...rest, container_name: 'vpn', restart: null },
        labels: { mine: '1' },
        compose: {},
        secrets: [],
        services: {
          web: {
            ...rest,
            image: v1,
            restart: 'always',
            command: ['sleep', '1000'],
            environment: { A: 'b', B: 'b' },
            network_mode: 'service:vpn',
          },
          job: { ...rest, image: v1, command: ['sleep', '1000'], depends_on: ['vpn'], volumes: ['./data:/data:ro'] },
        },
        ...over,
      });
    const own = (): Example => service('stack', { composeFile: { source: 'x.yaml', content: theirs() }, environment: { B: 'b' } });

    beforeEach(() => {
      const directory = join(engine.directory, 'opt/stack');
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, 'docker-compose.yml'), theirs());
      writeFileSync(join(directory, '.env'), 'B=b\n');
      const { code, stderr } = engine.docker(
        'compose',
        '--project-directory',
        directory,
        '--file',
        join(directory, 'docker-compose.yml'),
        'up',
        '--detach',
      );
      expect(code === 0 ? '' : stderr).toBe('');
    });
    const adopt = async (wanted: Example): Promise<Outcome[]> => {
      const one = integration();
      const { conflicts, foreign } = await plan(one, { before: [], after: [wanted], site });
      const changes = [...conflicts, ...foreign].map(({ found, wanted: after, ...more }) => ({ ...more, before: found, after }));
      return apply(one, changes, { adopt: true });
    };

    test.each<[string, () => Example]>([
      ['as we render it', () => rendered()],
      ['as a file of its own', own],
    ])(
      'keeps running when it is equal, %s',
      async (_, wanted) => {
        const before = ids(...names);
        good(await adopt(wanted()));
        expect(ids(...names)).toEqual(before);
        expect(await go([wanted()], [wanted()])).toEqual([]);
        engine.docker('stop', 'stack-job-1');
        good(await go([wanted()], [wanted()]));
        expect(ids(...names)).toEqual(before);
        expect(await go([wanted()], [wanted()])).toEqual([]);
        good(await go([wanted()], []));
        expect(engine.docker('ps', '--all', '--quiet').stdout).toBe('');
      },
      120_000,
    );

    test('of what differs only that is made anew', async () => {
      const before = ids(...names);
      const { job, ...services } = rendered().deployment.services;
      const wanted = rendered({ services: { ...services, job: { ...(job as object), command: ['sleep', '2000'] } } });
      const [outcome] = good(await adopt(wanted));
      expect(outcome?.notes).toEqual(['left running as they were: vpn, web']);
      const after = ids(...names);
      expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
      expect(after[2]).not.toBe(before[2]);
      expect(names.map((name) => label(name, 'hl.service'))).toEqual(['', '', 'stack']);
      expect(await go([wanted], [wanted])).toEqual([]);
    }, 120_000);
  });
});
