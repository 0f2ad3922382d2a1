import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exampleService, exampleSite } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { byHand, handOn } from './life/by-hand.js';
import { testHost } from './host.js';
import type { TestHost } from './host.js';

/** Ways in which somebody else can hold what the service wants. */
const running = async (host: TestHost): Promise<unknown> => {
  writeFileSync(join(host.shell.root, 'opt/metube/compose.yml'), 'services: {web: {image: "somebody/metube:1"}}\n');
  return host.remote.run(['sh', '-c', 'cd /opt/metube && docker compose up --detach']);
};
export const others: Record<string, (host: TestHost) => void | Promise<unknown>> = {
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

/** @param own the service brings this compose file, and this one when it has changed */
export async function dockerSubject(
  occupied: (host: TestHost) => void | Promise<unknown> = running,
  own?: readonly [string, string],
): Promise<Subject> {
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
      ...(own === undefined ? {} : { composeFile: { source: 'app.compose.yaml', content: own[0] } }),
    },
  });
  const changed = exampleService({
    ...service,
    deployment: {
      ...service.deployment,
      environment: { TZ: 'UTC' },
      files: [host.copy('config/metube.conf', 'speed = 2\n')],
      services: {},
      ...(own === undefined ? {} : { composeFile: { source: 'app.compose.yaml', content: own[1] } }),
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

const file = (tag: number): string => `# mine
services:
  metube: { image: "metube:${tag}", container_name: metube, ports: ["8082:8081"], environment: [TZ, "API_KEY=\${API_KEY}"], env_file: .env }
  cache: { image: valkey/valkey:9-alpine, volumes: ["./config/metube.conf:/x"] }
`;

/** A service with a compose file of its own. */
export const ownFileSubject = (): Promise<Subject> => dockerSubject(running, [file(1), file(2)]);

const filesIn = (directory: string, counts: (path: string) => boolean): Record<string, unknown> =>
  Object.fromEntries(
    (existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : [])
      .filter(counts)
      .sort()
      .map((path) => [path, statSync(join(directory, path))] as const)
      .map(([path, stats]) => [path, [stats.ino, stats.mode, stats.isFile() ? hash(readFileSync(join(directory, path))) : '']]),
  );

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

export async function swarmSubject(): Promise<Subject> {
  const host = await testHost({ swarm: true });
  host.docker.register({ name: 'glance', image: 'glanceapp/glance:v0.8.4' });
  // Small, and of an image that is there: the laws run it some fifty times. What it lacks is below and in the laws of one engine.
  const service = exampleService({
    deployment: { image: 'glanceapp/glance:v0.8.4', volumes: [], secrets: [{ name: 'API_KEY', source: 'METUBE_API_KEY' }] },
  });
  const changed = exampleService({ ...service, deployment: { ...service.deployment, environment: { TZ: 'UTC' } } });
  const secrets = { METUBE_API_KEY: 'k$y "1"' };
  const restart = (): Subject['integration'] => host.integration({ secrets, settle: { stableMs: 0, intervalMs: 1 } });
  return {
    integration: restart(),
    restart,
    site: exampleSite(),
    service,
    changed,
    faults: host.faults,
    bystanders: async () =>
      host.docker
        .containers()
        .filter(({ labels }) => labels['hl.service'] === undefined)
        .map(({ id, startedAt }) => ({ id, startedAt })),
    effective: async () => {
      // Names and labels of tasks hold IDs that are new each time.
      const containers = host.docker.state().containers.map(({ name, image, state, environment, files, ports }) => {
        return { name: name.split('.').slice(0, 2).join('.'), image, state, environment, files, ports };
      });
      const answer = await fetch(`http://${host.address}:8082/`)
        .then(async (response) => (await response.text()).split('.')[0])
        .catch(() => 'nobody answers');
      return { containers, answer };
    },
    disturbances: () => host.docker.events.length,
    async occupy(how) {
      if (how === 'same') return byHand(handOn(host), service, secrets);
      mkdirSync(join(host.shell.root, 'srv'), { recursive: true });
      writeFileSync(join(host.shell.root, 'srv/stack.yml'), 'version: "3.8"\nservices: {other: {image: "somebody/metube:1"}}\n');
      await host.remote.run(['docker', 'stack', 'deploy', '-c', '/srv/stack.yml', 'metube']);
    },
    close: () => host.close(),
  };
}
