import { snapshotOf } from '../../src/client/snapshot.js';
import { onlyConfig } from '../../src/desired/spec.js';
import { holderOf, holderOfHost, inTheWay } from '../../src/observe/holder.js';
import { memory } from '../memory.js';

const found = { file: 'a.yml', ours: false, config: onlyConfig({}), whole: true };

test.each([
  ['another file', { ...found, file: 'b.yml' }, { holder: '/t/b.yml', hint: 'Remove these names from b.yml, or rename the service.' }],
  ['its own file', found, { holder: '/t/a.yml' }],
  ['its own file, which is broken', { ...found, config: null }, { holder: '/t/a.yml', hint: 'a.yml cannot be read: mend or remove it.' }],
  [
    'its own file with more in it',
    { ...found, whole: false },
    { holder: '/t/a.yml', hint: 'Move the other definitions in a.yml to a file of another name first.' },
  ],
])('the names are in %s', (_, one, expected) => expect(holderOf(one, 'a.yml', '/t')).toEqual(expected));

const fields = { rule: 'Host(`a.b`)', service: 'x', entryPoints: ['web'] };
const router = { section: 'http', name: 'legacy@file', fields, file: 'hand.yml', served: true, redirects: false } as const;

test.each([
  [router, 'router legacy@file (/t/hand.yml)', 'It answers for the same host: remove that router, or give the service another subdomain.'],
  [{ ...router, file: null }, 'router legacy@file, which no file in /t defines', 'It answers for the same host: remove that router, or'],
  [
    { ...router, name: 'legacy@docker', file: null },
    'router legacy@docker',
    "from provider docker (a container's labels, for one), or give",
  ],
])('the host is answered for by %j', (one, holder, hint) => {
  expect(holderOfHost(one, '/t')).toEqual({ holder, hint: expect.stringContaining(hint) as string });
});

const wanted = onlyConfig({ http: { routers: { a: { ...fields, service: 'a' } } } });
const state = (raw: object, others: readonly (typeof router)[] = []) => ({
  directory: '/t',
  inventory: null as never,
  snapshot: snapshotOf(raw as never),
  others,
});

test.each<[string, object, readonly (typeof router)[], object | null]>([
  ['nothing', {}, [], null],
  [
    'its own router from nowhere',
    { routers: { 'a@file': fields } },
    [],
    { fading: true, config: { http: { routers: { a: fields } } }, holder: 'router a@file, which no file in /t defines' },
  ],
  [
    'its service from nowhere',
    { services: { 'a_outpost@file': {} } },
    [],
    { fading: true, config: { http: { services: { a_outpost: {} } } } },
  ],
  ['a router of TCP from nowhere', { tcpRouters: { 'a@file': fields } }, [], { fading: true, config: { tcp: { routers: { a: fields } } } }],
  ['one of another provider', { routers: { 'a@docker': fields } }, [], null],
  [
    'a rival in a file',
    {},
    [router],
    { fading: false, config: { http: { routers: { legacy: fields } } }, holder: 'router legacy@file (/t/hand.yml)' },
  ],
  ['a rival from nowhere', {}, [{ ...router, file: null } as never], { fading: true }],
  ['a rival of Docker', {}, [{ ...router, name: 'legacy@docker', file: null } as never], { fading: false }],
])('in the way of a service: %s', (_, raw, others, expected) => {
  const one = inTheWay('a', [wanted], state(raw, others));
  if (expected === null) expect(one).toBeNull();
  else expect(one).toMatchObject(expected);
});

test.each([
  ['YAML', 'theirs.yaml', 'http:\n  middlewares:\n    metube_sso: {stripPrefix: {prefixes: [/x]}}\n'],
  ['YAML with a template', 'theirs.YML', '{{ $ip := env "IP" }}\nhttp:\n  serversTransports:\n    metube: {serverName: {{ env "X" }}}\n'],
  ['a dot file in a folder below', 'below/.theirs.yml', 'udp:\n  routers:\n    metube: {service: x}\n'],
  ['the first of two documents', 'theirs.yml', 'http:\n  routers:\n    metube: {service: x}\n---\nhttp: {}\n'],
  ['TOML with inline tables', 'theirs.TOML', '[HTTP.services]\n  other.x = 1\n  metube = { loadBalancer = {} }\n'],
  ['TOML without tables', 'theirs.toml', 'udp . routers . "metube" . service = "x"\n'],
  ['TOML', 'theirs.toml', '[http.routers."metube"]\nrule = "Host(`metube.example.org`)"\n'],
  ['an own file that is not ours', 'metube.yml', 'http:\n  routers: {other: {rule: "Host(`o`)", service: o}}\n'],
  ['an own file that is a link to nowhere', 'metube.yml', null],
  ['the header of another service', 'metube.yml', '# Managed by hl (service: sonarr)\nudp: {routers: {metube: {service: x}}}\n'],
])('names that somebody else’s file holds are a conflict: %s', async (_, file, text) => {
  const { conflicts, changes } = await memory({ site: { api: null }, files: { [file]: text } }).plan([], [memory().service]);
  expect([conflicts.length, changes]).toEqual([1, []]);
  expect(conflicts[0]?.holder).toBe(`/etc/traefik/${file}`);
});

test('what Traefik is about to forget is waited for, what it keeps is somebody else’s', async () => {
  const subject = memory();
  await subject.go([], [subject.service]);
  subject.emulator.asleep = true;
  subject.files.delete('metube.yml');
  subject.later.set(1900, () => (subject.emulator.asleep = false));
  expect(await subject.plan([], [subject.service])).toMatchObject({ conflicts: [], changes: [{ key: 'metube', before: null }] });
  expect(subject.passedMs()).toBe(2000);

  await subject.go([], [subject.service]);
  subject.emulator.asleep = true;
  subject.files.delete('metube.yml');
  const started = subject.passedMs();
  expect(await subject.plan([], [subject.service])).toMatchObject({
    changes: [],
    conflicts: [
      {
        holder: 'router metube@file, which no file in /etc/traefik defines',
        hint: expect.stringContaining('Traefik reads another place, too') as string,
        found: { http: { routers: { metube: { service: 'metube' } } } },
      },
    ],
  });
  expect(subject.passedMs() - started).toBe(2500);
});
