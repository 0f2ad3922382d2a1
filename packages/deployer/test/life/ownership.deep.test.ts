import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { apply, plan, recall, undo } from '@hl/core';
import type { Remote } from '@hl/core';
import { parse, stringify } from 'yaml';
import { byHand, handOn } from './by-hand.js';
import { container, go, good, host, made, path, removalOf, service, site, useHost } from './life.js';
import type { Example } from '../example.js';

useHost();

describe('what somebody else holds', () => {
  test.each<[string, () => void]>([
    ['a container of that name', () => host.docker.register({ name: 'metube', image: 'x:1' })],
    [
      'a compose project of that name',
      () => host.docker.register({ name: 'web', image: 'x:1', labels: { 'com.docker.compose.project': 'metube' } }),
    ],
    [
      'a compose file in its directory',
      () => {
        mkdirSync(path('opt/metube'));
        writeFileSync(path('opt/metube/docker-compose.yaml'), 'services: {}\n');
      },
    ],
  ])('%s is a conflict; adopt takes it over', async (_, occupy) => {
    occupy();
    const integration = host.integration();
    const { changes, conflicts } = await plan(integration, { before: [], after: [service()], site });
    expect([changes, conflicts.map(({ key }) => key)]).toEqual([[], ['docker-media/metube']]);
    const blind = integration.desired(service(), site).map(({ spec, ...resource }) => ({ ...resource, before: null, after: spec }));
    expect(await apply(integration, blind)).toMatchObject([{ status: 'conflict' }]);
    good(await apply(integration, blind, { adopt: true }));
    expect(container('metube')?.labels['hl.service']).toBe('metube');
  });

  test('it is told by name and place, with the way out', async () => {
    host.docker.register({ name: 'metube', image: 'wiki:1', labels: { 'com.docker.compose.project': 'old' } });
    const { conflicts } = await plan(host.integration(), { before: [], after: [service()], site });
    expect(conflicts).toMatchObject([{ holder: 'container metube of project old (image wiki:1)' }]);
    const [outcome] = await apply(host.integration(), made(service()));
    expect(outcome?.error).toMatchObject({
      message: 'docker-media/metube in compose is held by container metube of project old (image wiki:1)',
      hint: 'Remove it there, or take it over with: hl adopt metube',
    });
    await host.remote.run(['docker', 'rm', '-f', 'metube']);
    mkdirSync(path('srv/x'), { recursive: true });
    writeFileSync(path('srv/x/compose.yml'), 'services: {web: {environment: {PASSWORD: tops3cret}}}\n');
    const found = await plan(host.integration(), { before: [], after: [service({ installPath: '/srv/x' })], site });
    expect(found.conflicts).toMatchObject([{ holder: '/srv/x/compose.yml' }]);
    expect(JSON.stringify(found)).not.toContain('tops3cret');
  });

  test('what another service of ours holds is not offered to be taken over', async () => {
    good(await go([], [service({ compose: { container_name: 'metube' } }, { name: 'other' })]));
    const { conflicts } = await plan(host.integration(), { before: [], after: [service()], site });
    expect(conflicts).toMatchObject([
      { holder: expect.stringMatching(/^container metube of project other /), hint: expect.stringContaining('belongs to other') },
    ]);
  });

  test('a compose file that appears after the plan is not overwritten; one that appears at the last moment is put beside', async () => {
    const wanted = service({ installPath: '/srv/x' });
    const appear = (): void => {
      mkdirSync(path('srv/x'), { recursive: true });
      writeFileSync(path('srv/x/compose.yml'), 'services: {}\n');
    };
    appear();
    expect(await apply(host.integration(), made(wanted))).toMatchObject([{ status: 'conflict', error: { code: 'HL_CONFLICT' } }]);
    expect(readFileSync(path('srv/x/compose.yml'), 'utf8')).toBe('services: {}\n');
    rmSync(path('srv/x'), { recursive: true });
    const run: Remote['run'] = (argv, options) => {
      if (options?.stdin !== undefined && !existsSync(path('srv/x'))) appear();
      return host.remote.run(argv, options);
    };
    good(await apply(host.integration({ remote: { ...host.remote, run } }), made(wanted)));
    expect(readFileSync(path('srv/x/compose.yml.before-hl'), 'utf8')).toBe('services: {}\n');
  });

  test('what is equal is told and left; adopt gives it our marks and keeps their files beside', async () => {
    const wanted = service({
      files: [host.copy('app.conf', 'speed=1\n')],
      volumes: [{ host: './app.conf', container: '/app.conf', readOnly: true }],
      secrets: [{ name: 'API_KEY', source: 'KEY' }],
    });
    const secrets = { KEY: 'k$y' };
    await byHand(handOn(host), wanted, secrets);
    const theirs = container('metube');
    const before = await plan(host.integration({ secrets }), { before: [], after: [wanted], site });
    expect(before).toMatchObject({ changes: [], conflicts: [], foreign: [{ key: 'docker-media/metube' }] });
    expect(await apply(host.integration({ secrets }), removalOf(wanted))).toMatchObject([{ status: 'unchanged' }]);
    expect(container('metube')).toEqual(theirs);
    const adopted = good(await apply(host.integration({ secrets }), made(wanted), { adopt: true }));
    expect(container('metube')).toEqual(theirs);
    expect(readFileSync(path('opt/metube/compose.yml.before-hl'), 'utf8')).toMatch(/^# my own/);
    expect(await go([wanted], [wanted], { secrets })).toEqual([]);
    expect(await plan(host.integration({ secrets }), { before: [wanted], after: [wanted], site })).toMatchObject({ foreign: [] });
    const [back] = await apply(host.integration({ secrets }), undo(adopted));
    expect(back).toMatchObject({ status: 'failed', error: { code: 'HL_TAKEN_OVER', kind: 'refused' } });
    expect(container('metube')?.state).toBe('running');
    // Taken over once more: what was put beside the first time stays.
    good(await apply(host.integration({ secrets }), removalOf(wanted)));
    await byHand(handOn(host), wanted, secrets);
    good(await apply(host.integration({ secrets }), made(wanted), { adopt: true }));
    expect(
      readdirSync(path('opt/metube'))
        .filter((name) => name.includes('before-hl'))
        .sort(),
    ).toEqual(['.env.before-hl', '.env.before-hl.2', 'compose.yml.before-hl', 'compose.yml.before-hl.2']);
  });

  test.each<[string, (text: string) => string]>([
    ['comments', (text) => text.replace(/^#.*\n/gm, '')],
    ['comments and quotes', (text) => stringify(parse(text))],
  ])('our own file from which somebody took the %s is ours by what is remembered, not by itself', async (_, format) => {
    const wanted = service({ environment: { TZ: 'UTC' } });
    good(await go([], [wanted]));
    const [resource] = host.integration().desired(wanted, site);
    const memory = recall([{ made: resource ? [resource] : [], intents: [] }]);
    const file = path('opt/metube/compose.yml');
    writeFileSync(file, format(readFileSync(file, 'utf8')));
    const input = { before: [wanted], after: [service({ image: 'metube:2' })], site };
    expect(await plan(host.integration(), input)).toMatchObject({ changes: [], conflicts: [{ holder: '/opt/metube/compose.yml' }] });
    expect((await plan(host.integration(), { ...input, after: [wanted], memory })).changes).toEqual([]);
    const { changes } = await plan(host.integration(), { ...input, memory });
    good(await apply(host.integration(), changes, { memory }));
    expect(container('metube')?.image).toBe('metube:2');
    expect(readdirSync(path('opt/metube')).sort()).toEqual(['.hl', 'compose.yml']);
    expect(readFileSync(file, 'utf8')).toMatch(/^# hl: service metube/);
  });

  test('and removed as ours', async () => {
    const wanted = service();
    good(await go([], [wanted]));
    const memory = recall([{ made: host.integration().desired(wanted, site), intents: [] }]);
    const file = path('opt/metube/compose.yml');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/^#.*\n/, ''));
    good(await apply(host.integration(), removalOf(wanted), { memory }));
    expect([host.docker.state().containers, existsSync(path('opt/metube'))]).toEqual([[], false]);
  });
});

test('what a person had put there is kept beside', async () => {
  mkdirSync(path('opt/metube/conf'), { recursive: true });
  writeFileSync(path('opt/metube/conf/app.conf'), 'by hand\n');
  writeFileSync(path('opt/metube/compose.yml'), 'services: {}\n');
  const wanted = service({ files: [host.copy('conf/app.conf', 'ours\n')] });
  const integration = host.integration();
  const changes = integration.desired(wanted, site).map(({ spec, ...resource }) => ({ ...resource, before: null, after: spec }));
  good(await apply(integration, changes, { adopt: true }));
  expect(readFileSync(path('opt/metube/conf/app.conf'), 'utf8')).toBe('ours\n');
  expect(readFileSync(path('opt/metube/conf/app.conf.before-hl'), 'utf8')).toBe('by hand\n');
  expect(readFileSync(path('opt/metube/compose.yml.before-hl'), 'utf8')).toBe('services: {}\n');
});

describe('a container may be called otherwise than its service', () => {
  const wanted = (deployment: Partial<Example['deployment']> = {}): Example =>
    service({ ...deployment, compose: { container_name: 'video-grabber' } });

  test('it is found, mended and removed by what it carries', async () => {
    good(await go([], [wanted()]));
    expect(container('video-grabber')?.labels['hl.service']).toBe('metube');
    expect(await go([wanted()], [wanted()])).toEqual([]);
    await host.remote.run(['docker', 'stop', 'video-grabber']);
    good(await go([wanted()], [wanted()]));
    expect(container('video-grabber')?.state).toBe('running');
    good(await go([wanted()], [wanted({ image: 'metube:2' })]));
    good(await go([wanted()], []));
    expect(host.docker.state().containers).toEqual([]);
  });

  test("one of somebody else's is a conflict; adopt takes it over", async () => {
    host.docker.register({ name: 'video-grabber', image: 'x:1' });
    const integration = host.integration();
    const { changes, conflicts } = await plan(integration, { before: [], after: [wanted()], site });
    expect([changes, conflicts.map(({ key }) => key)]).toEqual([[], ['docker-media/metube']]);
    const blind = integration.desired(wanted(), site).map(({ spec, ...resource }) => ({ ...resource, before: null, after: spec }));
    good(await apply(integration, blind, { adopt: true }));
    expect(container('video-grabber')?.labels['hl.service']).toBe('metube');
  });
});
