import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apply, plan, undo } from '@hl/core';
import { revisions } from '@hl/deployer';
import { parse } from 'yaml';
import { byHand, handOn } from './by-hand.js';
import { go, good, host, running, service, site, useHost } from './life.js';
import { testHost } from '../host.js';
import type { Example } from '../example.js';

useHost({ swarm: true });

test('a stack that somebody deployed just so is told and left; adopt gives it our marks', async () => {
  const wanted = service({ image: 'glanceapp/glance:v0.8.4', secrets: [{ name: 'API_KEY', source: 'KEY' }] });
  const secrets = { KEY: 'k$y' };
  await byHand(handOn(host), wanted, secrets);
  const integration = host.integration({ secrets });
  const found = await plan(integration, { before: [], after: [wanted], site });
  expect(found).toMatchObject({
    changes: [],
    conflicts: [],
    foreign: [{ holder: expect.stringMatching(/^service metube_metube of project metube/) }],
  });
  const changes = integration.desired(wanted, site).map(({ spec, ...resource }) => ({ ...resource, before: null, after: spec }));
  good(await apply(integration, changes, { adopt: true }));
  expect(await go([wanted], [wanted], { secrets })).toEqual([]);
  expect(await plan(host.integration({ secrets }), { before: [wanted], after: [wanted], site })).toMatchObject({ foreign: [] });
});

test('those of an encrypted file reach the main service, but for what it sets itself', async () => {
  const secretsFile = { ...host.copy('x.sops.env', 'encrypted'), destination: '.env' };
  const wanted = service({ secretsFile, environment: { TZ: 'UTC', URL: 'db://${DB}@db' } });
  const options = { decrypt: async () => ({ DB: 'p$w"d', TZ: 'other' }) };
  good(await go([], [wanted], options));
  expect(running('metube_metube')?.environment).toMatchObject({ DB: 'p$w"d', URL: 'db://p$w"d@db', TZ: 'UTC' });
  expect(await go([wanted], [wanted], options)).toEqual([]);
});

test.each<[string, readonly string[]]>([
  ['scaled to nothing', ['docker', 'service', 'scale', 'metube_metube=0']],
  ['removed', ['docker', 'stack', 'rm', 'metube']],
])('%s by hand: it is put right', async (_, command) => {
  good(await go([], [service()]));
  await host.remote.run(command);
  expect(running('metube_metube')).toBeUndefined();
  good(await go([service()], [service()]));
  expect(running('metube_metube')?.state).toBe('running');
  expect(await go([service()], [service()])).toEqual([]);
});

test('a file that was changed by hand starts the tasks anew that mount it', async () => {
  const wanted = service({
    files: [host.copy('app.conf', 'speed=1\n')],
    volumes: [{ host: './app.conf', container: '/app.conf', readOnly: true }],
    services: { other: { image: 'other:1', restart: 'always' } },
  });
  good(await go([], [wanted]));
  const other = running('metube_other')?.name;
  writeFileSync(join(host.shell.root, 'opt/metube/app.conf'), 'speed=9\n');
  good(await go([wanted], [wanted]));
  expect(running('metube_metube')?.files).toEqual({ '/app.conf': 'speed=1\n' });
  expect(running('metube_other')?.name).toBe(other);
  expect(host.docker.invocations).toContainEqual(['service', 'update', '--force', '--detach', '--quiet', 'metube_metube']);
});

test.each<[string, Partial<Example['deployment']>, string, RegExp]>([
  ['an image that does not exist', { image: 'metube:no-such-tag' }, 'HL_IMAGE_NOT_FOUND', /manifest/],
  ['a key that stacks do not know', { compose: { mem_limit: '1g' } }, 'HL_COMPOSE_INVALID', /mem_limit/],
])('%s: the old tasks run on, untouched', async (_, broken, code, message) => {
  good(await go([], [service()]));
  const [events, state] = [host.docker.events.length, host.docker.state()];
  const [outcome] = await go([service()], [service(broken)]);
  expect(outcome).toMatchObject({ status: 'failed', error: { code, message: expect.stringMatching(message) } });
  expect([host.docker.events.length, host.docker.state()]).toEqual([events, state]);
  expect(await go([service()], [service()])).toEqual([]);
});

test.each<[string, Partial<Example['deployment']>, string, RegExp]>([
  [
    'a program that ends',
    { image: 'broken:exit' },
    'HL_UNHEALTHY',
    /metube_metube is at a paused update[^]*key=\[REDACTED\][^]*non-zero exit \(3\)/,
  ],
  ['an unhealthy task', { image: 'broken:sick' }, 'HL_UNHEALTHY', /unhealthy container/],
  ['a command that does not exist', { command: ['nosuch'] }, 'HL_UNHEALTHY', /executable file not found/],
  [
    'a port of another stack',
    { ports: [{ host: 9000, container: 8081, protocol: 'tcp', hostIp: null }] },
    'HL_PORT_TAKEN',
    /holder_holder/,
  ],
])('%s: the former revision is put back', async (_, broken, code, message) => {
  const secrets = { KEY: 'tops3cret' };
  const first = service({ secrets: [{ name: 'KEY', source: 'KEY' }] });
  good(await go([], [first, service({}, { name: 'holder', port: 9000 })], { secrets }));
  const [outcome] = await go([first], [service({ ...first.deployment, ...broken })], { secrets });
  expect(outcome).toMatchObject({ status: 'failed', error: { code, message: expect.stringMatching(message) } });
  expect(outcome?.error?.message).toContain('Rolled back: revision 1 runs again.');
  expect(outcome?.error?.message).not.toContain('tops3cret');
  expect(running('metube_metube')).toMatchObject({ image: first.deployment.image, state: 'running', environment: { KEY: 'tops3cret' } });
  expect(await go([first], [first], { secrets })).toEqual([]);
});

test('a first one that fails is taken down again', async () => {
  const [outcome] = await go([], [service({ image: 'broken:exit' })]);
  expect(outcome?.error?.message).toContain('There was nothing before it: it was taken down again.');
  expect(host.docker.state()).toMatchObject({ containers: [], networks: ['bridge', 'host', 'none'] });
});

test('what has done its work is done', async () => {
  const wanted = service({ services: { job: { image: 'job:1' } } });
  good(await go([], [wanted]));
  expect(await go([wanted], [wanted])).toEqual([]);
});

test('an undo brings back the image that the tag meant, by its digest; revisions and removal are as everywhere', async () => {
  const [one, two] = [
    service({ image: 'metube:latest', pullPolicy: 'always' }),
    service({ image: 'metube:latest', pullPolicy: 'always', environment: { A: '1' } }),
  ];
  good(await go([], [one]));
  const image = running('metube_metube')?.imageId;
  host.docker.publish('metube:latest');
  const changed = good(await go([one], [two]));
  expect(running('metube_metube')?.imageId).not.toBe(image);
  good(await apply(host.integration(), undo(changed)));
  expect(running('metube_metube')).toMatchObject({ imageId: image, environment: { TZ: one.deployment.environment['TZ'] } });
  const kept = await revisions(host.remote, '/opt/metube');
  expect(kept.at(-1)?.images['metube']).toMatch(/^metube:latest@sha256:/);
  good(await go([one], []));
  expect(host.docker.state().containers).toEqual([]);
});

test('a secret that would change docker itself is refused before anything is touched', async () => {
  const wanted = service({ secrets: [{ name: 'PATH', source: 'KEY' }] });
  const [outcome] = await go([], [wanted], { secrets: { KEY: '/nowhere' } });
  expect(outcome).toMatchObject({ status: 'failed', error: { message: expect.stringContaining('a secret cannot be called PATH') } });
  expect(host.docker.events).toEqual([]);
});

test('missing directories of bind mounts are made, since a Swarm refuses to', async () => {
  good(await go([], [service({ volumes: [{ host: '/srv/media', container: '/media', readOnly: false }] })]));
  expect(running('metube_metube')?.mounts).toEqual(['/srv/media:/media']);
});

test('a host that is no manager says so', async () => {
  const plain = await testHost();
  const integration = plain.integration({ kind: 'swarm' });
  await expect(plan(integration, { before: [], after: [service()], site: site })).rejects.toMatchObject({
    code: 'HL_SWARM_MISSING',
  });
  await plain.close();
});

test('the stack is put where its data is', async () => {
  const wanted = service({ volumes: [{ host: 'data', container: '/data', readOnly: false }] });
  good(await go([], [wanted]));
  expect(parse(readFileSync(join(host.shell.root, 'opt/metube/compose.yml'), 'utf8'))).toMatchObject({
    services: { metube: { deploy: { placement: { constraints: ['node.id == ${HL_NODE}'] } } } },
  });
});
