import { Secret, type VerificationFile } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { tellEnvironments } from '../../src/ci/environments.js';
import { gitlab } from '../../src/ci/gitlab.js';
import { annotations } from '../../src/text/browser-url.js';
import { gitlabServer, type GitLabServer } from './gitlab-server.js';
import { planOf } from './plans.js';

let server: GitLabServer;
beforeEach(async () => {
  server = await gitlabServer('correct-horse');
});
afterEach(() => server.close());

const verified = (...failed: string[]): VerificationFile => ({
  ...{ version: 1, commit: 'c', run: '7', passed: 0, failed: failed.length, skipped: 0 },
  checks: failed.map((service) => ({ service, name: 'x', status: 'fail', expected: '', actual: '', attempts: 1, ms: 0 })),
});
const told = (plan: ReturnType<typeof planOf>, verification = verified()): Promise<string[]> =>
  tellEnvironments(gitlab({ api: server.api, project: '42', token: new Secret('job-token'), kind: 'JOB-TOKEN' }), {
    plan,
    verification,
    branch: 'main',
    site: exampleSite(),
  });
const { traefik } = exampleService();
const at = (...hosts: string[]) => ({ traefik: traefik && { ...traefik, hosts } });
const environment = (name: string, url: string | null, state = 'available') => ({ id: expect.any(Number), name, external_url: url, state });

test('one a service with its address, and the commit in it; the job’s own token is enough', async () => {
  await told(planOf({ metube: at('metube.example.org'), plain: { traefik: null } }));
  expect(server.environments).toEqual([environment('service/metube', 'https://metube.example.org'), environment('service/plain', null)]);
  expect(server.deployments).toEqual(
    ['metube', 'plain'].map((name) => ({
      environment: `service/${name}`,
      sha: 'abcdef0123456789',
      ref: 'main',
      tag: false,
      status: 'success',
    })),
  );
});

test('a new address is written, the same one is not', async () => {
  for (const host of ['a', 'a', 'b']) await told(planOf({ metube: at(`${host}.example.org`) }));
  expect(server.environments).toEqual([environment('service/metube', 'https://b.example.org')]);
  expect(server.asked.filter((line) => line.startsWith('PUT'))).toHaveLength(1);
});

test('what was not verified has failed there, and what is removed is stopped, once', async () => {
  await told(planOf({ a: at('a.example.org'), b: {} }), verified('a'));
  expect(server.deployments.map(({ environment: name, status }) => [name, status])).toEqual([
    ['service/a', 'failed'],
    ['service/b', 'success'],
  ]);
  expect(await told(planOf({ b: null }), verified('b'))).toEqual([]);
  expect(await told(planOf({ b: null }))).toEqual(['service/b is stopped']);
  expect(await told(planOf({ b: null, never: null }))).toEqual([]);
  expect(server.environments[1]?.state).toBe('stopped');
});

test('back again: its environment is there again', async () => {
  for (const b of [{}, null, {}]) await told(planOf({ b }));
  expect(server.environments).toEqual([expect.objectContaining({ name: 'service/b', state: 'available' })]);
});

test('links for the page of the job: every page that a browser finds', () => {
  const link = (label: string, url: string) => ({ external_link: { label, url } });
  const plan = planOf({
    a: at('*.example.org', 'a.example.org'),
    b: { traefik: traefik && { ...traefik, scheme: 'tcp' } },
    c: null,
    d: at('d.example.org'),
  });
  expect(JSON.parse(annotations(plan, exampleSite(), 'https://gitlab.example.org/me/homelab/-/jobs/7')).Report).toEqual([
    {
      external_link: {
        label: 'Homelab report',
        url: 'https://gitlab.example.org/me/homelab/-/jobs/7/artifacts/file/.hl/report/index.html',
      },
    },
  ]);
  expect(JSON.parse(annotations(plan, exampleSite()))).toEqual({
    Services: [link('a', 'https://a.example.org'), link('d', 'https://d.example.org')],
  });
});
