import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plan } from '@hl/core';
import type { Plan, Remote } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import type { ComposeOptions } from '@hl/deployer';
import { testHost } from '../host.js';
import type { TestHost } from '../host.js';
import type { Example } from '../example.js';

let host: TestHost;
beforeEach(async () => (host = await testHost()));
afterEach(() => host.close());

const service = (deployment: Partial<Example['deployment']> = {}): Example =>
  exampleService({ deployment: { volumes: [], ...deployment } });
const planned = (one: Example, over?: Partial<ComposeOptions>): Promise<Plan> =>
  plan(host.integration(over), { before: [], after: [one], site: exampleSite() });
const path = (...parts: string[]): string => join(host.shell.root, ...parts);
const port = (published: number, address: string | null): Partial<Example['deployment']> => ({
  ports: [{ host: published, container: 8081, protocol: 'tcp', hostIp: address }],
});

test('nothing is refused where all is well, and a removal is not asked about', async () => {
  const before = host.faults.calls;
  expect(await planned(service())).toMatchObject({ refusals: [], changes: [{ key: 'docker-media/metube' }] });
  const calls = host.faults.calls;
  expect(calls - before).toBe(1); // by the look that the changes are made of
  expect(await host.integration().refusals?.([])).toEqual([]);
  expect(host.faults.calls).toBe(calls);
});

test('docker without compose', async () => {
  host.docker.faults.push({
    match: ([verb]) => verb === 'compose',
    answer: { code: 1, stderr: "docker: 'compose' is not a docker command.\n" },
  });
  expect((await planned(service())).refusals).toMatchObject([
    { key: 'docker-media/metube', error: { code: 'HL_COMPOSE_MISSING', kind: 'refused' } },
  ]);
});

test('a file where a directory is needed', async () => {
  writeFileSync(path('srv/apps'), '');
  expect((await planned(service({ installPath: '/srv/apps/metube' }))).refusals).toMatchObject([
    { error: { code: 'HL_FILE', kind: 'refused', message: 'docker-media: /srv/apps/metube cannot be made: /srv/apps is not a directory' } },
  ]);
});

const canBecomeAnother = process.getuid?.() === 0;
(canBecomeAnother ? test : test.skip)('no right to write there (skipped unless root can become another user)', async () => {
  const stranger = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
  const run: Remote['run'] = (argv, options) => host.remote.run([...stranger, ...argv], options);
  const docker = dirname(String(host.docker.env['PATH']).split(':')[0] ?? '');
  for (const directory of [dirname(host.shell.root), host.shell.root, path('opt'), path('root'), docker]) chmodSync(directory, 0o755);
  chmodSync(join(docker, 'sock'), 0o777);
  const asked = async (): Promise<unknown> => (await planned(service(), { remote: { ...host.remote, run } })).refusals;
  expect(await asked()).toMatchObject([
    {
      key: 'docker-media/metube',
      error: { code: 'HL_FILE', message: 'docker-media: the SSH user may not write in /opt, which /opt/metube needs' },
    },
  ]);
  mkdirSync(path('opt/metube'));
  chmodSync(path('opt/metube'), 0o777);
  expect(JSON.stringify(await asked())).not.toContain('HL_FILE');
});

test.each<[string, string | null, number, boolean]>([
  ['the same port', null, 8082, true],
  ['the same port of one address', '127.0.0.1', 8082, true],
  ['another port', null, 8083, false],
])("a port that somebody else's container holds: %s", async (_, address, wanted, refused) => {
  writeFileSync(
    path('srv/theirs.yml'),
    'name: theirs\nservices: {web: {image: "grafana:1", container_name: grafana, ports: ["8082:80"]}}\n',
  );
  await host.remote.run(['docker', 'compose', '--file', '/srv/theirs.yml', 'up', '--detach']);
  expect((await planned(service(port(wanted, address)))).refusals).toMatchObject(
    refused
      ? [{ error: { code: 'HL_PORT_TAKEN', kind: 'conflict', message: expect.stringContaining('port 8082 is held by container grafana') } }]
      : [],
  );
});

test('a port that a service of ours holds is none: it may be on its way out', async () => {
  const other = exampleService({ name: 'other', deployment: { volumes: [], ...port(8082, null) } });
  const integration = host.integration();
  const { changes } = await plan(integration, { before: [], after: [other], site: exampleSite() });
  await integration.apply(changes, () => {});
  const { refusals } = await plan(integration, { before: [other], after: [service(port(8082, null))], site: exampleSite() });
  expect(refusals).toEqual([]);
});
