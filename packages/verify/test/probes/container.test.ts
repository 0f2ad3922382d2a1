import { HlError } from '@hl/core';
import { exampleHost, exampleService, exampleSite } from '@hl/core/testing';
import { type Check } from '@hl/verify';
import { absenceChecksFor, checksFor } from '../outside.js';
import { hosts, one, psLine, run, type PsRow } from '../servers.js';

const site = exampleSite();
const check = (over?: Parameters<typeof exampleService>[0], at = site): Check => checksFor(exampleService(over), at)[0] as Check;

test('three good looks are a pass; one call a look for all services of a host', async () => {
  const { remote, remotes } = hosts(() => [psLine('metube'), psLine('sonarr'), psLine('other')].join('\n'));
  const results = await run([check(), check({ name: 'sonarr' })], { remote });
  expect(results).toMatchObject([
    { service: 'metube', name: 'container', status: 'pass', attempts: 3, actual: 'metube running' },
    { service: 'sonarr', status: 'pass', attempts: 3 },
  ]);
  expect(remotes.get('docker-media')?.commands).toEqual(
    Array(3).fill(['docker', 'ps', '--all', '--no-trunc', '--format', expect.stringContaining('{{.ID}}\t{{.Names}}')]),
  );
});

test('each host is asked on its own', async () => {
  const { remote, remotes } = hosts((host) => psLine(host === 'docker-media' ? 'metube' : 'sonarr'));
  const results = await run([check(), check({ name: 'sonarr', host: 'docker-apps' })], { remote });
  expect(results.map(({ status }) => status)).toEqual(['pass', 'pass']);
  expect([...remotes.keys()].sort()).toEqual(['docker-apps', 'docker-media']);
});

const project = (name: string, part: string, over: PsRow = {}): string =>
  psLine(name, { labels: { project: 'metube', service: part }, ...over });

test.each([
  ['nothing there', '', 'no container of metube on docker-media'],
  ['a foreign container of that name', psLine('metube', { labels: {} }), 'no container of metube on docker-media'],
  [
    'another service in a project of that name',
    psLine('x', { labels: { project: 'metube', hl: 'other' } }),
    'no container of metube on docker-media',
  ],
  ['it ended', psLine('metube', { State: 'exited', Status: 'Exited (1) 2 seconds ago' }), 'metube exited (1)'],
  ['it ended well, and should not have', psLine('metube', { State: 'exited', Status: 'Exited (0) 2 seconds ago' }), 'metube exited (0)'],
  ['it restarts', psLine('metube', { State: 'restarting', Status: 'Restarting (137) 1 second ago' }), 'metube restarting (137)'],
  ['it was never started', psLine('metube', { State: 'created', Status: 'Created' }), 'metube created'],
  ['it is unhealthy', psLine('metube', { Status: 'Up 5 minutes (unhealthy)' }), 'metube running, unhealthy'],
  ['it is not healthy yet', psLine('metube', { Status: 'Up 5 seconds (health: starting)' }), 'metube running, starting'],
  [
    'a side container is sick',
    [psLine('metube'), project('metube-db', 'db', { State: 'dead', Status: 'Dead' })].join('\n'),
    'metube-db dead',
  ],
])('%s', async (_, output, actual) => {
  const result = await one(check(), { remote: hosts(() => output).remote });
  expect(result).toMatchObject({ status: 'fail', actual, attempts: 1, hint: expect.stringMatching(/docker/) });
});

test.each([
  [
    'an init container ended with 0',
    {},
    [psLine('metube'), project('metube-init', 'init', { State: 'exited', Status: 'Exited (0) 1 minute ago' })],
  ],
  [
    'the service itself is a one-shot',
    { deployment: { restartPolicy: 'no' } },
    [psLine('metube', { State: 'exited', Status: 'Exited (0) 1 minute ago' })],
  ],
  ['it has no label of ours but the project', {}, [project('metube-metube-1', 'metube')]],
  [
    'a one-off of `docker compose run` lies about',
    {},
    [
      psLine('metube'),
      project('metube-run-1', 'metube', {
        labels: { project: 'metube', oneoff: 'True', hl: 'metube' },
        State: 'exited',
        Status: 'Exited (1) 1 hour ago',
      }),
    ],
  ],
  [
    'a side container has a profile or is scaled to none',
    { deployment: { services: { debug: { profiles: ['debug'] }, a: { scale: 0 }, b: { deploy: { replicas: 0 } } } } },
    [psLine('metube')],
  ],
  ['Podman says what is not there', {}, [psLine('x', { labels: { project: '<no value>', hl: 'metube' } })]],
])('good though %s', async (_, over, lines) => {
  expect(await one(check(over), { remote: hosts(() => lines.join('\n')).remote })).toMatchObject({ status: 'pass' });
});

test('a main container that is missing is named', async () => {
  const over = { deployment: { composeService: 'web', services: { db: { image: 'postgres' } } } };
  const look = (...lines: string[]) => one(check(over), { remote: hosts(() => lines.join('\n')).remote });
  expect(await look(project('metube-db', 'db'))).toMatchObject({ status: 'fail', actual: 'no container of web' });
  expect(await look(project('metube-db', 'db'), project('metube-web', 'web'))).toMatchObject({ status: 'pass' });
});

test('a side container that is missing is named', async () => {
  const result = await one(check({ deployment: { services: { db: { image: 'postgres' } } } }), {
    remote: hosts(() => psLine('metube')).remote,
  });
  expect(result).toMatchObject({ status: 'fail', actual: 'no container of db' });
});

test.each([
  ['less uptime than before', (look: number) => ({ Status: `Up ${[50, 51, 1][look - 1] ?? 1} seconds` })],
  ['another id', (look: number) => ({ ID: look < 3 ? 'a' : 'b' })],
])('a restart between two looks is seen: %s', async (_, over) => {
  const { remote } = hosts((_host, look) => psLine('metube', over(look)));
  expect(await one(check(), { remote })).toMatchObject({
    status: 'fail',
    attempts: 3,
    actual: 'metube restarts; restarted 1 times while watched',
  });
});

test('what comes up late passes, after three looks from then', async () => {
  const { remote } = hosts((_host, look) =>
    look < 4 ? psLine('metube', { Status: 'Up 1 second (health: starting)' }) : psLine('metube', { Status: 'Up 9 seconds (healthy)' }),
  );
  expect(await one(check(), { remote, deadlineMs: 5000 })).toMatchObject({
    status: 'pass',
    attempts: 6,
    actual: 'metube running, healthy',
  });
});

test('a host that comes back in time passes', async () => {
  let calls = 0;
  const { remote } = hosts(() => {
    if ((calls += 1) < 3) throw new HlError('HL_SSH_LOST', 'connection to docker-media lost', { kind: 'unreachable' });
    return psLine('metube');
  });
  expect(await one(check(), { remote, deadlineMs: 5000 })).toMatchObject({ status: 'pass', attempts: 5 });
});

test.each([
  [
    'the host is lost',
    () => {
      throw new HlError('HL_SSH', 'docker-media: no route', { kind: 'unreachable' });
    },
    'docker-media: no route',
  ],
  [
    'docker prints something else',
    () => 'Cannot connect to the Docker daemon',
    'docker-media: docker printed what is no list: Cannot connect to the Docker daemon',
  ],
])('never rejects: %s', async (_, print, actual) => {
  expect(await one(check(), { remote: hosts(print).remote })).toMatchObject({ status: 'fail', actual });
});

test('never rejects: there is no way to the host at all', async () => {
  const remote = (): never => {
    throw new Error('no key');
  };
  expect(await one(check(), { remote, deadlineMs: 30 })).toMatchObject({ status: 'fail', actual: 'no key' });
});

describe('a swarm', () => {
  const swarm = exampleSite({ hosts: { 'docker-media': exampleHost({ kind: 'swarm' }) } });
  const line = (name: string, replicas: string): string => `id\t${name}\t${replicas}\n`;

  test.each([
    ['2/2', 'pass', 'metube_metube running'],
    ['1/2', 'fail', 'metube_metube 1/2 replicas'],
    ['1/1 (3/3 completed)', 'pass', 'metube_metube running'],
    ['0/1 (1/1 completed)', 'fail', 'metube_metube exited (0)'],
    ['0/0', 'fail', 'metube_metube 0/0 replicas'],
  ])('%s replicas: %s', async (replicas, status, actual) => {
    const { remote, remotes } = hosts(() => line('metube_metube', replicas));
    expect(await one(check({}, swarm), { remote })).toMatchObject({ status, actual });
    expect(remotes.get('docker-media')?.commands[0]).toEqual(['docker', 'service', 'ls', '--format', '{{.ID}}\t{{.Name}}\t{{.Replicas}}']);
  });
});

test.each([
  ['', 'pass', 'none'],
  [psLine('metube', { labels: {} }), 'pass', 'none'],
  [psLine('metube', { State: 'exited', Status: 'Exited (0) 1 hour ago' }), 'fail', 'metube exited (0)'],
])('absent: %#', async (output, status, actual) => {
  const [gone] = absenceChecksFor(exampleService(), site);
  expect(await one(gone, { remote: hosts(() => output).remote })).toMatchObject({ name: 'absent-container', status, actual });
});
