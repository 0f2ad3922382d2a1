import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { apply, posixRemote } from '@hl/core';
import { revisions } from '@hl/deployer';
import { container, go, good, host, path, removalOf, service, useHost } from './life.js';
import type { Example } from '../example.js';

useHost();

describe('what was changed by hand is seen and mended', () => {
  const withFile = (): Example =>
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

test('revisions are kept to the configured count, and one of them is put back like any change', async () => {
  const version = (tag: number): Example => service({ image: `metube:${tag}` });
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
