import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply, HlError, plan } from '@hl/core';
import type { Remote } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { compose } from '@hl/deployer';
import { hostShell, loopback, shellRemote } from '@hl/lab';
import { dockerHost } from '@hl/lab/docker';
import { marksOn } from '../../src/rebuild/host-marks.js';

const fleet = (remote: (host: string) => Remote) => ({ remote }) as Parameters<typeof marksOn>[0];

test.each(['docker', 'swarm'] as const)('what is ours on a host is found wherever it lies, with its commit: %s', async (kind) => {
  const root = mkdtempSync(join(tmpdir(), 'hl-marks-'));
  const docker = await dockerHost({ root, address: loopback()(11), swarm: kind === 'swarm', healthMs: 5 });
  const remote = shellRemote(hostShell({ root, env: docker.env }), 'box');
  try {
    docker.register({ name: 'by-hand', image: 'glanceapp/glance:v0.8.4' });
    const service = (name: string, installPath: string) =>
      exampleService({
        name,
        host: 'box',
        deployment: { image: 'glanceapp/glance:v0.8.4', installPath, volumes: [], secrets: [], ports: [] },
      });
    const integration = compose({ host: 'box', kind, remote, commit: 'c0ffee', secrets: {}, content: async () => new Uint8Array(), settle: { intervalMs: 1 } }); // prettier-ignore
    const after = [service('one', '/opt/one'), service('two', '/srv/apps/two'), service('three', '/srv/three')];
    const { changes } = await plan(integration, { before: [], after, site: exampleSite() });
    for (const { status, error } of await apply(integration, changes)) expect([status, error]).toEqual(['applied', undefined]);
    rmSync(join(root, 'srv/three'), { recursive: true });

    const { marks, failures } = await marksOn(
      fleet(() => remote),
      ['box'],
      after,
    );
    expect(failures).toEqual([]);
    expect([...marks].sort((a, b) => a.place.localeCompare(b.place))).toEqual([
      { host: 'box', service: 'three', place: '', commit: null },
      { host: 'box', service: 'one', place: '/opt/one', commit: 'c0ffee' },
      { host: 'box', service: 'two', place: '/srv/apps/two', commit: 'c0ffee' },
    ]);
  } finally {
    await docker.close();
  }
});

test('a host that does not answer is told, the others are read', async () => {
  const gone = new HlError('HL_SSH', 'nobody answers', { kind: 'unreachable' });
  const remote = (host: string) =>
    ({ run: async () => (host === 'away' ? Promise.reject(gone) : { code: 0, stdout: '/opt/x\t{"service":"x","commit":null}\n/opt/y\tnot json\n', stderr: '' }) }) as unknown as Remote; // prettier-ignore
  expect(await marksOn(fleet(remote), ['away', 'box'], [])).toEqual({
    marks: [{ host: 'box', service: 'x', place: '/opt/x', commit: null }],
    failures: [{ host: 'away', error: gone.toJSON() }],
  });
});
