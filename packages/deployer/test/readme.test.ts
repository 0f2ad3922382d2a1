import { apply, plan } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { compose } from '@hl/deployer';
import { testHost } from './host.js';

test('the example of the README', async () => {
  const { remote, docker, close } = await testHost();
  const [service, site] = [exampleService(), exampleSite()];
  const integration = compose({
    host: 'docker-media',
    remote,
    content: async () => new Uint8Array(),
    secrets: {},
    settle: { intervalMs: 1 },
  });
  const { changes, conflicts } = await plan(integration, { before: [], after: [service], site });
  const outcomes = await apply(integration, changes);
  expect(conflicts).toEqual([]);
  expect(outcomes.map(({ status }) => status)).toEqual(['applied']);
  expect(docker.state().containers.map(({ name }) => name)).toEqual(['metube']);
  await close();
});
