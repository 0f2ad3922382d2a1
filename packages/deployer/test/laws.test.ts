import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleService, exampleSite, laws } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { byHand, handOn } from './by-hand.js';
import { testHost } from './host.js';
import type { TestHost } from './host.js';

/** Ways in which somebody else can hold what the service wants. */
const running = async (host: TestHost): Promise<unknown> => {
  writeFileSync(join(host.shell.root, 'opt/metube/compose.yml'), 'services: {web: {image: "somebody/metube:1"}}\n');
  return host.remote.run(['sh', '-c', 'cd /opt/metube && docker compose up --detach']);
};
const others: Record<string, (host: TestHost) => void | Promise<unknown>> = {
  'a container of that name': (host) => host.docker.register({ name: 'metube', image: 'somebody/metube:1' }),
  'a container with the name of a side container': (host) => host.docker.register({ name: 'metube-cache-1', image: 'somebody/cache:1' }),
  'a project of that name': (host) =>
    host.docker.register({ name: 'web', image: 'somebody/metube:1', labels: { 'com.docker.compose.project': 'metube' } }),
  'a compose file in the directory': (host) => {
    writeFileSync(join(host.shell.root, 'opt/metube/docker-compose.yml'), 'services: {}\n');
  },
  'a compose file under the name of ours': (host) => {
    writeFileSync(join(host.shell.root, 'opt/metube/compose.yml'), 'services: {web: {image: "somebody/metube:1"}}\n');
  },
  'variables in the directory': (host) => {
    writeFileSync(join(host.shell.root, 'opt/metube/.env'), 'DB=theirs\n');
  },
};

async function setup(occupied: (host: TestHost) => void | Promise<unknown> = running): Promise<Subject> {
  const host = await testHost();
  host.docker.register({ name: 'glance', image: 'glanceapp/glance:v0.8.4' });
  mkdirSync(join(host.shell.root, 'opt/metube'), { recursive: true });
  writeFileSync(join(host.shell.root, 'opt/metube/cookies.txt'), 'mine');
  let taken = false;
  const secrets = { METUBE_API_KEY: 'k$y "1"' };
  const service = exampleService({
    deployment: {
      files: [host.copy('config/metube.conf', 'speed = 1\n'), host.copy('banner.txt', 'hello\n')],
      volumes: [
        { host: '/opt/metube/downloads', container: '/downloads', readOnly: false },
        { host: './config/metube.conf', container: '/etc/metube.conf', readOnly: true },
      ],
      secrets: [{ name: 'API_KEY', source: 'METUBE_API_KEY' }],
      services: { cache: { image: 'valkey/valkey:9-alpine', volumes: ['cache:/data'], networks: ['default'] } },
    },
  });
  const changed = exampleService({
    ...service,
    deployment: {
      ...service.deployment,
      environment: { TZ: 'UTC' },
      files: [host.copy('config/metube.conf', 'speed = 2\n')],
      services: {},
    },
  });
  const restart = (): Subject['integration'] => host.integration({ secrets, settle: { stableMs: 0, intervalMs: 1 } });
  return {
    integration: restart(),
    restart,
    site: exampleSite(),
    service,
    changed,
    faults: host.faults,
    bystanders: async () => ({
      containers: host.docker
        .containers()
        .filter(({ labels }) => labels['hl.service'] === undefined)
        .map(({ id, name, state, startedAt }) => ({ id, name, state, startedAt })),
      files: filesIn(join(host.shell.root, 'opt/metube'), taken ? () => true : (path) => path === 'cookies.txt'),
    }),
    effective: async () => {
      const { containers } = host.docker.state();
      const answer = await fetch(`http://${host.address}:8082/`)
        .then((response) => response.text())
        .catch(() => 'nobody answers');
      return { containers, answer };
    },
    disturbances: () => host.docker.events.length,
    async occupy(how) {
      taken = true;
      await (how === 'other' ? occupied(host) : byHand(handOn(host), service, secrets));
    },
    close: () => host.close(),
  };
}

const filesIn = (directory: string, counts: (path: string) => boolean): Record<string, unknown> =>
  Object.fromEntries(
    (existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : [])
      .filter(counts)
      .sort()
      .map((path) => [path, statSync(join(directory, path))] as const)
      .map(([path, stats]) => [path, [stats.ino, stats.mode, stats.isFile() ? hash(readFileSync(join(directory, path))) : '']]),
  );

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('laws', () => {
  test.each(laws)('$title', ({ run }) => run(setup), 120_000);

  const theirs = laws.filter(({ title }) => title === 'a name that somebody else holds stays theirs');
  test.each(Object.entries(others).flatMap(([way, occupy]) => theirs.map((law) => [way, law, occupy] as const)))(
    'what somebody else holds stays theirs: %s',
    (_, law, occupy) => law.run(() => setup(occupy)),
    60_000,
  );
});
