import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Remote } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { hostShell, loopback, shellRemote } from '@hl/lab';
import { dockerHost, type DockerHost, type ImageRules } from '@hl/lab/docker';
import { type CheckResult } from '@hl/verify';
import { absenceChecksFor, checksFor } from './outside.js';
import { run } from './servers.js';

/** An emulated Docker engine whose containers really listen. */
let docker: DockerHost;
let remote: Remote;
let root: string;
const address = loopback()(21);

const images: ImageRules = {
  'sick:1': { health: 'unhealthy' },
  'broken:1': { http: 500 },
  'crash:1': { exit: 3 },
  'job:1': { exit: 0 },
  'slow:1': { startMs: 300, health: 'healthy' },
};

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'verify-'));
  docker = await dockerHost({ root, address, images, healthMs: 5 });
  remote = shellRemote(hostShell({ root, env: docker.env }), 'docker-media');
});

afterEach(() => docker.close());

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, address, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });

async function up(image: string, side = ''): Promise<number> {
  const port = await freePort();
  const labels = `    labels: {hl.service: metube}\n    restart: unless-stopped\n`;
  const sides = side === '' ? '' : `  side:\n    image: ${side}\n    labels: {hl.service: metube}\n`;
  await remote.write(
    '/opt/metube/compose.yml',
    `name: metube\nservices:\n  metube:\n    image: ${image}\n    container_name: metube\n    ports: [{target: 80, published: "${port}"}]\n${labels}${sides}`,
  );
  await remote.run(['docker', 'compose', '--project-name', 'metube', '--file', '/opt/metube/compose.yml', 'up', '--detach']);
  return port;
}

const definition = (port: number, sides: string[] = []) => {
  const deployment = {
    ports: [{ host: port, container: 80, protocol: 'tcp', hostIp: null }],
    services: Object.fromEntries(sides.map((name) => [name, {}])),
  } as const;
  return { ...exampleService({ port, health: { port }, deployment }), traefik: null, dns: null, authentik: null };
};
const site = exampleSite({ hosts: { 'docker-media': { address } } } as never);
const look = (port: number, deadlineMs: number, sides: string[] = []): Promise<CheckResult[]> =>
  run(checksFor(definition(port, sides), site), { remote: () => remote, deadlineMs, intervalMs: 20 });
const brief = (results: readonly CheckResult[]): string[] => results.map(({ name, status, actual }) => `${name} ${status}: ${actual}`);

test('a good service, then none', async () => {
  const port = await up('good:1');
  expect(brief(await look(port, 5000))).toEqual(['container pass: metube running', 'port pass: connected', 'health pass: 200']);
  const gone = () => run(absenceChecksFor(definition(port), site), { remote: () => remote, deadlineMs: 0 });
  expect(brief(await gone())).toEqual(['absent-container fail: metube running']);
  await remote.run(['docker', 'compose', '--project-name', 'metube', 'down'], { accept: 'any' });
  expect(brief(await gone())).toEqual(['absent-container pass: none']);
  expect(brief(await look(port, 0))).toEqual([
    'container fail: no container of metube on docker-media',
    'port fail: ECONNREFUSED',
    'health fail: ECONNREFUSED',
  ]);
});

test('a slow start is waited for', async () => {
  const port = await up('slow:1');
  expect((await look(port, 5000)).map(({ status }) => status)).toEqual(['pass', 'pass', 'pass']);
});

test('a job beside it that ended well is fine', async () => {
  const port = await up('good:1', 'job:1');
  expect((await look(port, 5000, ['side']))[0]).toMatchObject({ status: 'pass', actual: expect.stringContaining('exited (0)') });
});

test.each([
  ['sick:1', '', ['container fail', 'port pass', 'health pass']],
  ['broken:1', '', ['container pass', 'port pass', 'health fail']],
  ['crash:1', '', ['container fail', 'port fail', 'health fail']],
  ['good:1', 'crash:1', ['container fail', 'port pass', 'health pass']],
])('%s %s', async (image, side, expected) => {
  const port = await up(image, side);
  expect((await look(port, 300, side === '' ? [] : ['side'])).map(({ name, status }) => `${name} ${status}`)).toEqual(expected);
});
