import { apply } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { memory } from '../memory.js';

const sonarr = exampleService({ name: 'sonarr' });

test.each([
  ['an empty map', 'http:\n  routers: {}\n', 'line 2: http.routers: an empty map'],
  ['an empty section', 'http:\n\ntcp: {}\n', 'line 3: tcp: an empty map'],
  ['a quote that is not closed', 'http:\n  routers: "\n', 'line 3: Missing closing "quote'],
  ['an alias of nothing', 'http: *nowhere\n', 'Unresolved alias'],
  [
    'a field that this version does not know',
    'http:\n  routers:\n    a:\n      servce: y\n',
    'line 4: http.routers.a: unknown field servce',
  ],
  [
    'a priority in words',
    'http:\n  routers:\n    a: {rule: x, priority: abc}\n',
    'line 3: http.routers.a.priority: "abc" is not a whole number',
  ],
  ['a list', '- http\n', 'the root is not a map'],
  ['a name twice', 'http:\n  routers:\n    a: {rule: x}\n    a: {rule: y}\n', 'line 4: Map keys must be unique'],
])('a neighbour that no Traefik takes is named before anything is written: %s', async (_, text, cause) => {
  const subject = memory();
  const { service, files } = subject;
  await subject.go([], [service]);
  files.set('grafana.yml', text);
  const [before, writes] = [new Map(files), subject.writes()];
  const { refusals } = await subject.plan([], [sonarr]);
  expect(refusals).toMatchObject([{ key: 'sonarr', error: { code: 'HL_TRAEFIK_BLOCKED' } }]);
  expect(await subject.integration.faults()).toMatchObject([{ file: 'grafana.yml', sure: true }]);
  const outcomes = await subject.go([service], [sonarr]);
  expect(outcomes).toHaveLength(2);
  for (const { status, error } of outcomes) {
    expect(status).toBe('failed');
    expect(error).toMatchObject({
      code: 'HL_TRAEFIK_BLOCKED',
      kind: 'refused',
      message: expect.stringContaining(`another file stops all updates: grafana.yml: ${cause}`) as string,
      hint: expect.stringMatching(/^Mend or remove \/etc\/traefik\/grafana\.yml(:\d+)?; nothing was written\.$/) as string,
    });
  }
  expect([files, subject.writes()]).toEqual([before, writes]);
  files.set('grafana.yml', '# mended\n');
  expect(await subject.go([service], [subject.changed])).toMatchObject([{ status: 'applied' }]);
});

test('a plan that was tampered with writes nothing that Traefik would reject', async () => {
  const subject = memory();
  const { changes } = await subject.plan([], [subject.service]);
  const tampered = JSON.parse(JSON.stringify(changes).replace('Host(`metube.example.org`)', '{{ nope }}')) as typeof changes;
  expect(await apply(subject.integration, tampered)).toMatchObject([
    { status: 'failed', error: { code: 'HL_TRAEFIK_ROUTE', kind: 'input', message: expect.stringContaining('template') as string } },
  ]);
  expect(subject.writes()).toBe(0);
});

test.each([
  ['a middleware of a file', 'nowhere@file', 'there is no middleware nowhere@file'],
  ['one without a provider', 'rate-limit', 'there is no middleware rate-limit@file'],
  ['one of another provider', 'bouncer@docker', 'there is no middleware bouncer@docker'],
  ['one that Traefik refuses', 'bad@file', 'bad@file is disabled: headers configuration not valid'],
])('a middleware that is not there is told by the plan, and nothing is written: %s', async (_, name, cause) => {
  const bad = 'routers: {x: {rule: "Host(`x`)", service: nas, middlewares: bad}}, middlewares: {bad: {headers: {frameDeny: false}}}';
  const subject = memory({ files: { 'bad.yml': `http: {${bad}}\n` } });
  const { changes, refusals } = await subject.plan([], [exampleService({ traefik: { middlewares: [name] } })]);
  const error = {
    code: 'HL_TRAEFIK_MIDDLEWARE',
    kind: 'input',
    message: `metube: Traefik would not serve the route: ${cause}`,
    hint: expect.stringContaining('define the middleware in Traefik first') as string,
  };
  expect(refusals).toMatchObject([{ key: 'metube', service: 'metube', error }]);
  expect(await apply(subject.integration, changes)).toMatchObject([{ status: 'failed', error }]);
  expect(subject.writes()).toBe(0);
});

test('a middleware of a file that Traefik has not loaded yet is no reason to refuse', async () => {
  const subject = memory();
  subject.emulator.load();
  subject.emulator.asleep = true;
  subject.files.set('below/late.yml', 'http: {middlewares: {late: {stripPrefix: {prefixes: [/x]}}}}\n');
  const wanting = exampleService({ traefik: { middlewares: ['late'] } });
  expect((await subject.plan([], [wanting])).refusals).toEqual([]);
  subject.emulator.asleep = false;
  expect(await subject.go([], [wanting])).toMatchObject([{ status: 'applied' }]);
});

test('a login may be that of a neighbour, whose route comes with the same run', async () => {
  const subject = memory();
  const guest = exampleService({ name: 'guest', authentik: null as never, traefik: { middlewares: ['metube_sso'] } });
  const { refusals } = await subject.plan([], [guest]);
  expect(refusals).toMatchObject([{ key: 'guest', error: { message: expect.stringContaining('metube_sso@file') as string } }]);
  expect((await subject.plan([], [guest, subject.service])).refusals).toEqual([]);
  expect(await subject.go([], [guest, subject.service])).toMatchObject([{ status: 'applied' }, { status: 'applied' }]);
});

test.each([
  [['https'], 'https (it has web, websecure)', /of the service file or of hl\.yml/],
  [['https', 'lan'], 'https, lan (it has web, websecure)', /of the service file/],
  [['dns'], 'dns (it has web, websecure)', /of the service file/],
])('an entryPoint that Traefik does not have is told before anything is written: %j', async (entrypoints, what, hint) => {
  const subject = memory({ entryPoints: { web: {}, websecure: {}, dns: { udp: true } } });
  const wanting = exampleService({ traefik: { entrypoints } });
  const error = {
    code: 'HL_TRAEFIK_ENTRYPOINT',
    kind: 'input',
    message: `metube: Traefik has no entryPoint ${what}`,
    hint: expect.stringMatching(hint) as string,
  };
  expect((await subject.plan([], [wanting])).refusals).toMatchObject([{ key: 'metube', error }]);
  expect(await subject.go([], [wanting])).toMatchObject([{ status: 'failed', error }]);
  expect(subject.writes()).toBe(0);
});

test('a redirect needs the entryPoint web', async () => {
  const subject = memory({ entryPoints: { websecure: {} } });
  const { refusals } = await subject.plan([], [exampleService({ traefik: { redirectHttp: true } })]);
  expect(refusals).toMatchObject([{ error: { message: expect.stringContaining('no entryPoint web') as string } }]);
  expect(refusals[0]?.error.hint).toContain('redirect_http sits on web');
});

test('what is removed is never refused for what it wanted', async () => {
  const subject = memory();
  await subject.go([], [subject.service]);
  const odd = JSON.parse(JSON.stringify(subject.service).replace('websecure', 'nowhere')) as typeof subject.service;
  expect((await subject.plan([odd], [])).refusals).toEqual([]);
});
