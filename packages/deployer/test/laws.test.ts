import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { exampleService, exampleSite, laws } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { testHost } from './host.js';

async function setup(): Promise<Subject> {
  const host = await testHost();
  host.docker.register({ name: 'glance', image: 'glanceapp/glance:v0.8.4' });
  mkdirSync(join(host.shell.root, 'opt/metube'), { recursive: true });
  writeFileSync(join(host.shell.root, 'opt/metube/cookies.txt'), 'mine');
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
  return {
    integration: host.integration({ secrets, settle: { stableMs: 0, intervalMs: 1 } }),
    site: exampleSite(),
    service,
    changed,
    faults: host.faults,
    bystanders: async () => ({
      glance: host.docker
        .containers()
        .filter(({ name }) => name !== 'metube' && !name.startsWith('metube-'))
        .map(({ id, startedAt }) => ({ id, startedAt })),
      data: readFileSync(join(host.shell.root, 'opt/metube/cookies.txt'), 'utf8'),
    }),
    effective: async () => {
      const { containers } = host.docker.state();
      const answer = await fetch(`http://${host.address}:8082/`)
        .then((response) => response.text())
        .catch(() => 'nobody answers');
      return { containers, answer };
    },
    disturbances: () => host.docker.events.length,
    occupy: async () => host.docker.register({ name: 'metube', image: 'somebody/metube:1' }),
    close: () => host.close(),
  };
}

describe('laws', () => {
  test.each(laws)('$title', ({ run }) => run(setup), 60_000);
});
