import { apply, type Change } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { rivals } from '../../src/observe/rivals.js';
import type { Router } from '../../src/observe/routers.js';
import { memory, type Memory, type MemoryOptions } from '../memory.js';

const router = (fields: string, more = ''): string =>
  `http:\n  routers:\n    legacy: {service: nas, entryPoints: [websecure], tls: {}, ${fields}}\n${more}`;
const rule = (text: string): string => `rule: '${text}'`;

/** The test's body, on a Traefik of its own. */
const on =
  (body: (subject: Memory) => Promise<void>, options: MemoryOptions = {}) =>
  () =>
    body(memory(options));

const put = ({ files, emulator }: Memory, file: string, text: string): void => {
  // a folder below is not watched
  if (file.includes('/')) {
    emulator.load();
    emulator.asleep = true;
  }
  files.set(file, text);
};

const planned = ({ plan }: Memory, service = exampleService()) => plan([], [service]);

test.each([
  ['the same host', rule('Host(`metube.example.org`)')],
  ['in other letters', rule('Host(`MeTube.example.org`)')],
  ['among others', rule('Host(`x.example.org`) || Host(`metube.example.org`)')],
  ['with a path that is all paths', rule('Host(`metube.example.org`) && PathPrefix(`/`)')],
  ['but for a path', rule('Host(`metube.example.org`) && !PathPrefix(`/admin`)')],
  ['a pattern that is longer', rule('HostRegexp(`^metube\\.example\\.org$`)')],
  ['every host, before all others', `${rule('HostRegexp(`^.+$`)')}, priority: 1000`],
  ['a wildcard, before all others', `${rule('Host(`*.example.org`)')}, priority: 1000`],
])('a router of another name is a conflict: %s', (_, fields) =>
  on(async (subject) => {
    put(subject, 'hand.yml', router(fields));
    const { conflicts, changes } = await planned(subject);
    expect(changes).toEqual([]);
    expect(conflicts).toMatchObject([
      {
        key: 'metube',
        holder: `router legacy@file (/etc/traefik/hand.yml)`,
        hint: expect.stringContaining('remove that router, or give the service another subdomain') as string,
        found: { http: { routers: { legacy: { service: 'nas' } } } },
      },
    ]);
  })(),
);

test.each([
  ['a path of the host', rule('Host(`metube.example.org`) && PathPrefix(`/x`)')],
  ['another host', rule('Host(`other.example.org`)')],
  ['a host that only begins alike', rule('Host(`metube.example.org.lan`)')],
  ['a pattern for others', rule('HostRegexp(`^[a-c]+\\.example\\.org$`)')],
  ['every host, after all others', `${rule('HostRegexp(`^.+$`)')}, priority: 1`],
  ['the host, expressly after all others', `${rule('Host(`metube.example.org`)')}, priority: 1`],
  ['other entryPoints', `${rule('Host(`metube.example.org`)')}, ENTRYPOINTS: [web]`],
  ['visitors with a header', rule('Host(`metube.example.org`) && Header(`X-Test`, `1`)')],
  ['a rule that Traefik cannot read', rule('Host(`metube.example.org`')],
])('a router is in nobody’s way: %s', (_, fields) =>
  on(async (subject) => {
    const text = fields.includes('ENTRYPOINTS') ? router(fields).replace('entryPoints: [websecure], ', '') : router(fields);
    put(subject, 'hand.yml', text);
    expect(await planned(subject)).toMatchObject({ conflicts: [], foreign: [], refusals: [], changes: [{ key: 'metube' }] });
  })(),
);

test(
  'where the service takes but a path, what is there for the rest of the host stays beside it',
  on(async (subject) => {
    put(subject, 'hand.yml', router(rule('Host(`metube.example.org`)')));
    const path = exampleService({ traefik: { rule: 'Host(`metube.example.org`) && PathPrefix(`/tube`)' } });
    expect(await planned(subject, path)).toMatchObject({ conflicts: [], changes: [{ key: 'metube' }] });
    put(subject, 'other.yml', router(rule('Host(`metube.example.org`) && PathPrefix(`/tube`)')).replace('legacy', 'other'));
    expect(await planned(subject, path)).toMatchObject({ conflicts: [{ holder: expect.stringContaining('router other@file') as string }] });
  }),
);

test(
  'a redirect from plain HTTP is no rival of a route that has one, or none',
  on(async (subject) => {
    const redirect = '  middlewares:\n    away: {redirectScheme: {scheme: https}}\n';
    const plain = `http:\n  routers:\n    legacy: {service: nas, middlewares: [away], rule: 'Host(\`metube.example.org\`)'}\n${redirect}`;
    put(subject, 'hand.yml', plain);
    for (const service of [exampleService(), exampleService({ traefik: { redirectHttp: true, entrypoints: [] } })])
      expect(await planned(subject, service)).toMatchObject({ conflicts: [] });
  }),
);

test.each([
  ['a folder that Traefik has not looked into', 'below/hand.yml', router(rule('Host(`metube.example.org`)'))],
  ['TOML there', 'below/hand.toml', '[http.routers.legacy]\nrule = \'Host(`metube.example.org`)\'\nservice = "nas"\n'],
  ['TOML with one table', 'below/x.toml', 'http.routers.legacy = { rule = "Host(`metube.example.org`)", service = "nas", tls = {} }\n'],
])('a file that Traefik has not loaded counts: %s', (_, file, text) =>
  on(async (subject) => {
    // from here on nothing new is served
    put(subject, 'stop.yml', 'http: {}\n');
    put(subject, file, text);
    expect(await planned(subject)).toMatchObject({ conflicts: [{ holder: `router legacy@file (/etc/traefik/${file})` }] });
  })(),
);

test(
  'in the one file that people edit, too, what has no mark is theirs',
  on(
    async (subject) => {
      const { conflicts } = await planned(subject, exampleService({ traefik: { hosts: ['nas.example.org'] } }));
      expect(conflicts).toMatchObject([{ holder: `router nas@file (/etc/traefik/services.yml)` }]);
      expect(await planned(subject)).toMatchObject({ conflicts: [] });
    },
    { site: { layout: 'file' } },
  ),
);

/** What the API shows of another provider. */
const shown = (name: string, more: object = {}): object => ({
  [name]: {
    rule: 'Host(`metube.example.org`)',
    service: 'x',
    entryPoints: ['websecure'],
    tls: {},
    status: 'enabled',
    priority: 26,
    ...more,
  },
});

test.each([
  ['labels of a container', { routers: shown('legacy@docker') }, 'router legacy@docker'],
  [
    'TCP that takes the name first',
    { tcpRouters: shown('legacy@docker', { rule: 'HostSNI(`metube.example.org`)' }) },
    'router legacy@docker',
  ],
  ['a file from nowhere', { routers: shown('legacy@file') }, 'router legacy@file, which no file in '],
])('a router that only the API knows: %s', (_, body, holder) =>
  on(async (subject) => {
    subject.emulator.faults.push({ match: ({ path }) => path === '/api/rawdata', answer: { status: 200, body } });
    expect(await planned(subject)).toMatchObject({ changes: [], conflicts: [{ holder: expect.stringContaining(holder) as string }] });
  })(),
);

test.each([
  ['disabled', { routers: shown('legacy@docker', { status: 'disabled' }) }],
  ['of Traefik itself', { routers: shown('web-to-websecure@internal') }],
  ['without TLS, for plain HTTP', { routers: shown('legacy@docker', { tls: undefined }) }],
])('a router that the API shows is in nobody’s way: %s', (_, body) =>
  on(async (subject) => {
    subject.emulator.faults.push({ match: ({ path }) => path === '/api/rawdata', answer: { status: 200, body } });
    expect(await planned(subject)).toMatchObject({ conflicts: [], changes: [{ key: 'metube' }] });
  })(),
);

test(
  'hl’s own services are no rivals of each other, also where an entryPoint gives their routers other names',
  on(
    async (subject) => {
      const both = { entrypoints: ['web', 'websecure'] };
      const first = exampleService({ traefik: { ...both, rule: 'Host(`metube.example.org`)' } });
      const changes = (await planned(subject, first)).changes;
      expect(await apply(subject.integration, changes)).toMatchObject([{ status: 'applied' }]);
      const renamed = exampleService({ name: 'tube', traefik: { ...both, hosts: ['metube.example.org'] } });
      expect(await subject.plan([first], [renamed])).toMatchObject({
        conflicts: [],
        changes: [{ key: 'tube' }, { key: 'metube', after: null }],
      });
    },
    { entryPoints: { web: {}, websecure: { tls: { certResolver: 'letsencrypt' } } } },
  ),
);

test(
  'a host that is added to a standing route, and that somebody else serves, is refused before it is written',
  on(async (subject) => {
    const outcomes = await apply(subject.integration, (await planned(subject)).changes);
    expect(outcomes).toMatchObject([{ status: 'applied' }]);
    put(subject, 'hand.yml', router(rule('Host(`tube.example.org`)')));
    const more = exampleService({ traefik: { hosts: ['metube.example.org', 'tube.example.org'] } });
    const { changes, refusals } = await subject.plan([subject.service], [more]);
    const error = { code: 'HL_TRAEFIK_TAKEN', kind: 'conflict', message: expect.stringContaining('router legacy@file') as string };
    expect(refusals).toMatchObject([{ key: 'metube', error }]);
    const before = new Map(subject.files);
    expect(await apply(subject.integration, changes)).toMatchObject([{ status: 'conflict', error }]);
    expect(subject.files).toEqual(before);
    // what was there before it came is not its doing
    const port = exampleService({ traefik: { port: 9 } });
    put(subject, 'late.yml', router(rule('Host(`metube.example.org`)')).replace('legacy', 'late'));
    const other = await subject.plan([subject.service], [port]);
    expect(other).toMatchObject({ refusals: [], changes: [{ key: 'metube' }] });
  }),
);

test(
  'adopting cannot take a router of another name: it is refused with what helps',
  on(async (subject) => {
    put(subject, 'hand.yml', router(rule('Host(`metube.example.org`)')));
    const { conflicts } = await planned(subject);
    const changes = conflicts.map(({ system, key, service, found, wanted }): Change => ({
      system,
      key,
      service,
      before: found,
      after: wanted,
    }));
    const before = new Map(subject.files);
    expect(await apply(subject.integration, changes, { adopt: true })).toMatchObject([
      { status: 'conflict', error: { hint: conflicts[0]?.hint, message: expect.stringContaining('router legacy@file') as string } },
    ]);
    expect(subject.files).toEqual(before);
  }),
);

describe('which of two routers a request goes to', () => {
  const host = 'Host(`a.example.org`)';
  const own = { rule: host, service: 'a', entryPoints: ['websecure'], tls: {} };
  type Section = 'http' | 'tcp' | 'udp';
  const rival = (mine: object, theirs: object, more: Partial<Router> = {}, section: Section = 'http'): boolean => {
    const spec = { [section]: { routers: { a: { ...own, ...mine } } } } as never;
    const other: Router = {
      section: 'http',
      name: 'x@file',
      fields: { ...own, ...theirs },
      file: null,
      served: false,
      redirects: false,
      ...more,
    };
    return rivals('a', spec, [other]).length === 1;
  };

  test.each<[string, object, object, Partial<Router>, Section, boolean]>([
    ['the same', {}, {}, {}, 'http', true],
    ['a longer rule for less', {}, { rule: `${host} && Path(\`/x\`)` }, {}, 'http', false],
    ['a shorter rule for all', {}, { rule: 'HostRegexp(`.`)' }, {}, 'http', false],
    ['a longer rule for all', {}, { rule: 'HostRegexp(`^[a-z]+.example.org$`)' }, {}, 'http', true],
    ['a rule of the same length, counted in bytes', { rule: 'Path(`/éé`)' }, { rule: 'PathPrefix(`/`)' }, {}, 'http', true],
    ['a shorter rule with the same host', { rule: `${host} || ${host}` }, {}, {}, 'http', true],
    ['a priority above', { priority: 50 }, { priority: 51 }, {}, 'http', true],
    ['the same priority', { priority: 50 }, { priority: 50 }, {}, 'http', true],
    ['a priority below', { priority: 50 }, { priority: 49 }, {}, 'http', false],
    ['a priority of 0 is the length', {}, { priority: 0 }, {}, 'http', true],
    ['a priority below the length', {}, { priority: 1 }, {}, 'http', false],
    ['a priority as text', { priority: 50 }, { priority: undefined, priorityStr: '60' }, {}, 'http', true],
    ['another entryPoint', {}, { entryPoints: ['web'] }, {}, 'http', false],
    ['one entryPoint in common', {}, { entryPoints: ['web', 'websecure'] }, {}, 'http', true],
    ['all entryPoints', {}, { entryPoints: undefined }, {}, 'http', true],
    ['no list of entryPoints', { entryPoints: [] }, { entryPoints: ['web'] }, {}, 'http', true],
    ['served without TLS', {}, { tls: undefined }, { served: true }, 'http', false],
    ['served with TLS, where we have none', { tls: undefined }, {}, { served: true }, 'http', false],
    ['not served yet, without TLS', {}, { tls: undefined }, {}, 'http', true],
    ['a redirect from plain HTTP', {}, { tls: undefined }, { redirects: true }, 'http', false],
    ['a redirect with TLS', {}, {}, { redirects: true }, 'http', true],
    ['a redirect where we are plain, too', { tls: undefined }, { tls: undefined }, { redirects: true }, 'http', true],
    ['TCP that names the host', {}, { rule: 'HostSNI(`a.example.org`)' }, { section: 'tcp' }, 'http', true],
    ['TCP for another host', {}, { rule: 'HostSNI(`b.example.org`)' }, { section: 'tcp' }, 'http', false],
    [
      'TCP for every name, where we are of TCP',
      { rule: 'HostSNI(`a.example.org`)' },
      { rule: 'HostSNI(`*`)' },
      { section: 'tcp' },
      'tcp',
      false,
    ],
    ['HTTP, where we are of TCP', { rule: 'HostSNI(`a.example.org`)' }, {}, {}, 'tcp', true],
    ['UDP', {}, {}, { section: 'udp' }, 'http', false],
    ['UDP, where we are of UDP', {}, {}, { section: 'udp' }, 'udp', true],
    ['UDP on another entryPoint', {}, { entryPoints: ['dns'] }, { section: 'udp' }, 'udp', false],
    ['a rule that cannot be read', {}, { rule: 'Host(' }, {}, 'http', false],
  ])('%s', (_, mine, theirs, more, section, expected) => expect(rival(mine, theirs, more, section)).toBe(expected));

  test('only the service’s own router is compared', () => {
    const spec = { http: { routers: { a_http: own } } } as never;
    expect(rivals('a', spec, [{ section: 'http', name: 'x@file', fields: own, file: null, served: false, redirects: false }])).toEqual([]);
  });
});
