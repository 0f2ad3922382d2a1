import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { apply, undo } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { container, go, good, host, path, removalOf, service, site, useHost } from './life.js';
import type { Example } from '../example.js';

useHost();

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

test('a changed file keeps its inode and recreates the containers that mount it, no other', async () => {
  const withFile = (content: string): Example =>
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
