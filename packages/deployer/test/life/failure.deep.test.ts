import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { container, go, good, host, path, service, site, useHost } from './life.js';
import type { Example } from '../example.js';

useHost();

describe('a deployment that fails', () => {
  const first = (): Example => service({ files: [host.copy('banner.txt', 'one\n')], secrets: [{ name: 'KEY', source: 'KEY' }] });
  const secrets = { KEY: 'tops3cret' };

  test.each<[string, Partial<Example['deployment']>, string]>([
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

  test.each<[string, Partial<Example['deployment']>, string, RegExp]>([
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
