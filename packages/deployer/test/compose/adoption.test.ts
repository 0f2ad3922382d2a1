import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { apply, plan } from '@hl/core';
import type { Outcome, Service } from '@hl/core';
import type { Example } from '../example.js';
import { go, good, host, path, removalOf, service, site, useHost } from '../life/life.js';

useHost();

/** What somebody runs, in other words than ours. */
const theirs = `services:
  metube:
    image: "ghcr.io/alexta69/metube:latest"
    container_name: metube
    restart: unless-stopped
    ports: [{ target: 8081, published: 8082 }]
    environment: [TZ=America/New_York, "KEY=k"]
    labels: [mine=1]
  db:
    image: db:1
    volumes: [./data:/data]
`;
const service_ = (deployment: Partial<Example['deployment']> = {}): Example =>
  service({
    environment: { TZ: 'America/New_York', KEY: 'k' },
    labels: { mine: '1' },
    services: { db: { image: 'db:1', volumes: ['./data:/data'] } },
    ...deployment,
  });

async function running(text = theirs): Promise<void> {
  mkdirSync(path('opt/metube'), { recursive: true });
  writeFileSync(path('opt/metube/docker-compose.yml'), text);
  await host.remote.run(['sh', '-c', 'cd /opt/metube && docker compose -f docker-compose.yml up --detach']);
}
async function adopt(wanted: Service): Promise<Outcome[]> {
  const integration = host.integration();
  const { conflicts, foreign } = await plan(integration, { before: [], after: [wanted], site });
  const changes = [...conflicts, ...foreign].map(({ found, wanted: after, ...one }) => ({ ...one, before: found, after }));
  return apply(integration, changes, { adopt: true });
}
const ids = (): Record<string, string> => Object.fromEntries(host.docker.containers().map(({ name, id }) => [name, id]));
const drift = async (one: Service) => (await plan(host.integration(), { before: [one], after: [one], site })).changes;

test('what is equal in meaning keeps running: over the adoption, a run that has nothing to do, and a drift', async () => {
  await running();
  const [before, events] = [ids(), host.docker.events.length];
  const [outcome] = good(await adopt(service_()));
  expect(outcome?.notes).toEqual(['left running as they were: metube, db']);
  expect([ids(), host.docker.events.length]).toEqual([before, events]);
  expect(readFileSync(path('opt/metube/compose.yml'), 'utf8')).toMatch(/^# hl: service metube/);
  expect(await drift(service_())).toEqual([]);
  await host.remote.run(['docker', 'stop', 'metube']);
  good(await apply(host.integration(), await drift(service_())));
  expect(ids()).toEqual(before);
  expect(host.docker.containers().map(({ state }) => state)).toEqual(['running', 'running']);
  writeFileSync(path('opt/metube/compose.yml'), '# hl: x\n');
  good(await apply(host.integration(), await drift(service_())));
  expect(ids()).toEqual(before);
  expect(await drift(service_())).toEqual([]);
});

test('of what differs only that is made anew, and gets our label', async () => {
  await running();
  const before = ids();
  const [outcome] = good(await adopt(service_({ image: 'metube:2' })));
  expect(outcome?.notes).toEqual(['left running as they were: db']);
  const { metube, ...rest } = ids();
  expect(metube).not.toBe(before['metube']);
  expect(rest).toEqual({ 'metube-db-1': before['metube-db-1'] });
  expect(host.docker.state().containers.map(({ name, labels }) => [name, labels['hl.service']])).toEqual([
    ['metube', 'metube'],
    ['metube-db-1', undefined],
  ]);
  expect(await drift(service_({ image: 'metube:2' }))).toEqual([]);
});

test('a later change makes anew what it changes, with our label', async () => {
  await running();
  good(await adopt(service_()));
  const before = ids();
  good(await go([service_()], [service_({ environment: {} })]));
  expect(ids()['metube']).not.toBe(before['metube']);
  expect(ids()['metube-db-1']).toBe(before['metube-db-1']);
  expect(host.docker.state().containers[0]?.labels).toMatchObject({ mine: '1', 'hl.service': 'metube' });
});

test('a file of theirs is left as it runs, too; a file that it mounts and that we change makes it anew', async () => {
  const content = theirs.replace('./data:/data', './x.conf:/x.conf');
  const own = (text: string): Example =>
    service_({ composeFile: { source: 'x.yaml', content }, environment: {}, labels: {}, files: [host.copy('x.conf', text)] });
  mkdirSync(path('opt/metube'), { recursive: true });
  writeFileSync(path('opt/metube/x.conf'), 'one\n');
  await running(content);
  const before = ids();
  good(await adopt(own('one\n')));
  expect(ids()).toEqual(before);
  expect(readFileSync(path('opt/metube/compose.yml'), 'utf8')).toBe(content);
  expect(await drift(own('one\n'))).toEqual([]);
  good(await go([own('one\n')], [own('two\n')]));
  expect(ids()['metube']).toBe(before['metube']);
  expect(ids()['metube-db-1']).not.toBe(before['metube-db-1']);
  expect(host.docker.state().containers[1]?.labels).toHaveProperty(['hl.files']);
});

test('what was taken over so is removed like any other', async () => {
  await running();
  good(await adopt(service_()));
  good(await apply(host.integration(), removalOf(service_())));
  expect(host.docker.state().containers).toEqual([]);
});

test('its port is nobody else’s', async () => {
  await running();
  good(await adopt(service_()));
  const integration = host.integration();
  const { changes } = await plan(integration, { before: [service_()], after: [service_({ image: 'metube:2' })], site });
  expect(await integration.refusals?.(changes)).toEqual([]);
});
