import { apply, plan } from '@hl/core';
import type { Outcome, Service } from '@hl/core';
import { exampleHost, exampleService } from '@hl/core/testing';
import { access, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bench, on } from './subject.js';
import type { Bench, BenchOptions } from './subject.js';

const profiles: [string, BenchOptions][] = [
  ['a file each', {}],
  ['one file that people edit, too', { site: { layout: 'file' } }],
];

/** A Traefik that may know fields which we do not: nothing is sure about them. */
const newer: BenchOptions = { emulator: { version: '3.99.0' } };
const unknownField = 'http:\n  routers:\n    a: {rule: x, servce: y}\n';

const go = async ({ integration, site }: Bench, before: readonly Service[], after: readonly Service[]): Promise<Outcome[]> => {
  const { changes, conflicts } = await plan(integration, { before, after, site });
  expect(conflicts).toEqual([]);
  return apply(integration, changes);
};

test(
  'from the first moment a protected route asks the outpost, and its paths go there',
  on(async (subject) => {
    const [outcome] = await go(subject, [], [subject.service]);
    expect(outcome).toMatchObject({ status: 'applied', key: 'metube' });
    expect(await subject.visit('metube.example.org')).toMatchObject({
      status: 302,
      headers: { location: 'https://sso.example.org/login' },
    });
    expect(await subject.visit('metube.example.org', '/outpost.goauthentik.io/ping')).toMatchObject({ status: 204 });
    expect(subject.emulator.everOpen).toEqual([]);
  }),
);

describe.each(profiles)('what a visitor meets meanwhile (%s)', (_, options) => {
  const open = exampleService({ authentik: null as never });
  const moved = exampleService({ host: 'nas', port: 9091, traefik: { port: 9091, headers: { frameDeny: true } } });
  const renamed = exampleService({ name: 'tube', traefik: { hosts: ['metube.example.org'] } });

  test.each([
    ['SSO is switched on', open, exampleService(), [200, 302]],
    ['SSO is switched off', exampleService(), open, [302, 200]],
    ['the service moves', exampleService(), moved, [302]],
    ['the service gets another name', exampleService(), renamed, [302]],
  ])('%s: from one answer to the next, with nothing in between', async (__, before, after, expected) =>
    on(async (subject) => {
      const site = { ...subject.site, hosts: { ...subject.site.hosts, nas: exampleHost({ address: '192.0.2.12' }) } };
      const there = { ...subject, site };
      await go(there, [], [before]);
      const met = [(await subject.visit('metube.example.org')).status];
      let done = false;
      const visitor = (async () => {
        do met.push((await subject.visit('metube.example.org')).status);
        while (!done);
      })();
      const outcomes = await go(there, [before], [after]);
      await subject.visit('metube.example.org');
      done = true;
      await visitor;
      met.push((await subject.visit('metube.example.org')).status);
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']));
      expect(met.filter((status, index) => status !== met[index - 1])).toEqual(expected);
    }, options)(),
  );
});

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
])('a neighbour that no Traefik takes is named before anything is written: %s', async (_, text, cause) =>
  on(async (subject) => {
    await go(subject, [], [subject.service]);
    await writeFile(join(subject.directory, 'grafana.yml'), text);
    const [before, writes] = [await subject.files(), await subject.disturbances()];
    const sonarr = exampleService({ name: 'sonarr' });
    const { refusals } = await plan(subject.integration, { before: [], after: [sonarr], site: subject.site });
    expect(refusals).toMatchObject([{ key: 'sonarr', error: { code: 'HL_TRAEFIK_BLOCKED' } }]);
    expect(await subject.integration.faults()).toMatchObject([{ file: 'grafana.yml', sure: true }]);
    const outcomes = await go(subject, [subject.service], [sonarr]);
    expect(outcomes).toHaveLength(2);
    for (const { status, error } of outcomes) {
      expect(status).toBe('failed');
      expect(error).toMatchObject({
        code: 'HL_TRAEFIK_BLOCKED',
        kind: 'refused',
        message: expect.stringContaining(`another file stops all updates: grafana.yml: ${cause}`) as string,
      });
    }
    expect([await subject.files(), await subject.disturbances()]).toEqual([before, writes]);
    await writeFile(join(subject.directory, 'grafana.yml'), '# mended\n');
    expect(await go(subject, [subject.service], [subject.changed])).toMatchObject([{ status: 'applied' }]);
  })(),
);

test.each<[string, Parameters<typeof exampleService>[0]]>([
  ['a header', { traefik: { headers: { frameDeny: true, stsSeconds: 60 } } }],
  ['a certificate resolver', { traefik: { tls: { certResolver: 'letsencrypt', domains: [] } } }],
  ['a priority', { traefik: { priority: 500 } }],
])('what is only taken away, %s, counts as applied when Traefik shows it no more', async (_, more) =>
  on(
    async (subject) => {
      const less = exampleService({ traefik: { headers: { frameDeny: true }, tls: { certResolver: null as never, domains: [] } } });
      const before = exampleService({ ...more, traefik: { ...less.traefik, ...more?.traefik } });
      await go(subject, [], [before]);
      await writeFile(join(subject.directory, 'grafana.yml'), unknownField);
      expect(await go(subject, [before], [less])).toMatchObject([{ status: 'failed', error: { code: 'HL_TRAEFIK_NOT_LOADED' } }]);
      await rm(join(subject.directory, 'grafana.yml'));
      expect(await go(subject, [before], [less])).toMatchObject([{ status: 'applied' }]);
      expect(JSON.stringify([subject.emulator.routers(), subject.emulator.middlewares()])).not.toMatch(/stsSeconds|letsencrypt|500/);
    },
    { ...newer, timing: { deadlineMs: 1000 } },
  )(),
);

test(
  'a plan that was tampered with writes nothing that Traefik would reject',
  on(async (subject) => {
    const { changes } = await plan(subject.integration, { before: [], after: [subject.service], site: subject.site });
    const tampered = JSON.parse(JSON.stringify(changes).replace('Host(`metube.example.org`)', '{{ nope }}')) as typeof changes;
    expect(await apply(subject.integration, tampered)).toMatchObject([
      { status: 'failed', error: { code: 'HL_TRAEFIK_ROUTE', kind: 'input', message: expect.stringContaining('template') as string } },
    ]);
    expect(subject.disturbances()).toBe(0);
  }),
);

test(
  'a name that somebody else’s file takes while we wait is told as the cause',
  on(
    async (subject) => {
      const { changes } = await plan(subject.integration, { before: [], after: [subject.service], site: subject.site });
      await writeFile(join(subject.directory, 'event.txt'), ''); // from now on the throttle runs
      const outcomes = apply(subject.integration, changes);
      const written = (): Promise<boolean> =>
        access(join(subject.directory, 'metube.yml')).then(
          () => true,
          () => false,
        );
      for (let looks = 0; !(await written()) && looks < 500; looks += 1) await sleep(2);
      const theirs = 'http:\n  routers:\n    metube: {rule: "Host(`theirs.example.org`)", service: nas, entryPoints: websecure}\n';
      await writeFile(join(subject.directory, 'aaa.yml'), theirs);
      expect(await outcomes).toMatchObject([
        { status: 'failed', error: { message: expect.stringContaining('aaa.yml defines the same names') as string } },
      ]);
      expect(Object.keys(await subject.files())).toEqual(['aaa.yml', 'event.txt', 'nas.yml']);
    },
    { emulator: { throttleMs: 2000 }, timing: { deadlineMs: 2500 } },
  ),
);

test(
  'what somebody makes of our file while Traefik does not take it up is left to them',
  on(
    async (subject) => {
      await go(subject, [], [subject.service]);
      await writeFile(join(subject.directory, 'grafana.yml'), unknownField);
      const file = join(subject.directory, 'metube.yml');
      const { changes } = await plan(subject.integration, { before: [subject.service], after: [subject.changed], site: subject.site });
      const outcomes = apply(subject.integration, changes);
      const written = async (): Promise<boolean> => (await readFile(file, 'utf8')).includes('tube.example.org`) ||');
      for (let looks = 0; !(await written()) && looks < 500; looks += 1) await sleep(2);
      const theirs = (await readFile(file, 'utf8')).replace('9090', '9091');
      await writeFile(file, theirs);
      expect(await outcomes).toMatchObject([{ status: 'failed', notes: [expect.stringContaining('could not be put back') as string] }]);
      expect(await readFile(file, 'utf8')).toBe(theirs);
    },
    { ...newer, timing: { deadlineMs: 1500 } },
  ),
);

test.each(profiles)(
  'a broken neighbour: nothing is served, what was there before is put back, the file is named (%s)',
  async (_, options) =>
    on(
      async (subject) => {
        await go(subject, [], [subject.service]);
        await writeFile(join(subject.directory, 'grafana.yml'), unknownField);
        const before = await subject.files();
        const other = exampleService({ name: 'sonarr' });
        const outcomes = await go(subject, [subject.service], [subject.changed, other]);
        for (const { status, error } of outcomes) {
          expect(status).toBe('failed');
          expect(error).toMatchObject({
            code: 'HL_TRAEFIK_NOT_LOADED',
            kind: 'refused',
            message: expect.stringMatching(/grafana\.yml: line 3: http\.routers\.a: unknown field servce/) as string,
          });
        }
        const removal = await go(subject, [subject.service], []);
        expect(removal).toMatchObject([
          { status: 'failed', error: { message: expect.stringContaining('still serves the removed route') as string } },
        ]);
        expect(await subject.files()).toEqual(before);
        expect((await subject.visit('metube.example.org')).status).toBe(302);

        await writeFile(join(subject.directory, 'grafana.yml'), '');
        expect(await go(subject, [subject.service], [subject.changed, other])).toMatchObject([
          { status: 'applied' },
          { status: 'applied' },
        ]);
      },
      { ...newer, ...options, timing: { deadlineMs: 300 } },
    )(),
);

test.each([
  ['a middleware of a file', 'nowhere@file', 'there is no middleware nowhere@file'],
  ['one without a provider', 'rate-limit', 'there is no middleware rate-limit@file'],
  ['one of another provider', 'bouncer@docker', 'there is no middleware bouncer@docker'],
  ['one that Traefik refuses', 'bad@file', 'bad@file is disabled: headers configuration not valid'],
])('a middleware that is not there is told by the plan, and nothing is written: %s', (_, name, cause) =>
  on(async (subject) => {
    const bad = 'routers: {x: {rule: "Host(`x`)", service: nas, middlewares: bad}}, middlewares: {bad: {headers: {frameDeny: false}}}';
    await writeFile(join(subject.directory, 'bad.yml'), `http: {${bad}}\n`);
    await until(() => subject.emulator.middlewares().length > 0);
    const wanting = exampleService({ traefik: { middlewares: [name] } });
    const { changes, refusals } = await plan(subject.integration, { before: [], after: [wanting], site: subject.site });
    const error = { code: 'HL_TRAEFIK_MIDDLEWARE', kind: 'input', message: expect.stringContaining(cause) as string };
    expect(refusals).toMatchObject([{ key: 'metube', service: 'metube', error }]);
    expect(await apply(subject.integration, changes)).toMatchObject([{ status: 'failed', error }]);
    expect(subject.disturbances()).toBe(0);
  })(),
);

test(
  'a middleware of a file that Traefik has not loaded yet is no reason to refuse',
  on(async (subject) => {
    await mkdir(join(subject.directory, 'below'));
    await writeFile(join(subject.directory, 'below', 'late.yml'), late);
    const wanting = exampleService({ traefik: { middlewares: ['late'] } });
    expect((await plan(subject.integration, { before: [], after: [wanting], site: subject.site })).refusals).toEqual([]);
    expect(await go(subject, [], [wanting])).toMatchObject([{ status: 'applied' }]);
  }),
);

const late = 'http: {middlewares: {late: {stripPrefix: {prefixes: [/x]}}}}\n';

/** Before the next write, after everything was looked at. */
const beforeTheWrite = (subject: Bench, act: () => Promise<void>): void => {
  let acted = false;
  subject.faults.step = async (call) => {
    const result = await call();
    // `apply` reads the list of entryPoints last
    if (!acted && result instanceof Response && result.url.endsWith('/api/entrypoints')) {
      acted = true;
      await act();
    }
    return result;
  };
};

test(
  'a route that Traefik loads and does not serve is taken back, with its own words, and the former one is served again by then',
  on(
    async (subject) => {
      const file = join(subject.directory, 'late.yml');
      await writeFile(file, late);
      await go(subject, [], [subject.service]);
      const wanting = exampleService({ traefik: { middlewares: ['late@file'] } });
      const { changes } = await plan(subject.integration, { before: [subject.service], after: [wanting], site: subject.site });
      beforeTheWrite(subject, () => rm(file));
      const outcomes = await apply(subject.integration, changes);
      expect(outcomes).toMatchObject([
        {
          status: 'failed',
          error: { code: 'HL_TRAEFIK_DISABLED', message: expect.stringContaining('middleware "late@file" does not exist') as string },
        },
      ]);
      expect(outcomes[0]?.notes).toBeUndefined();
      expect((await subject.visit('metube.example.org')).status).toBe(302);
      expect((await subject.files())['metube.yml']).not.toContain('late');
    },
    { emulator: { throttleMs: 300 }, timing: { deadlineMs: 2000 } },
  ),
);

test(
  'what is disabled for want of something that Traefik takes up a moment later is no failure',
  on(
    async (subject) => {
      const file = join(subject.directory, 'late.yml');
      await writeFile(file, late);
      await until(() => subject.emulator.middlewares().length > 0);
      const wanting = exampleService({ traefik: { middlewares: ['late@file'] } });
      const { changes } = await plan(subject.integration, { before: [], after: [wanting], site: subject.site });
      beforeTheWrite(subject, () => rm(file));
      const outcomes = apply(subject.integration, changes);
      await until(() => subject.emulator.routers().some(({ status }) => status === 'disabled'));
      await writeFile(file, late);
      expect(await outcomes).toMatchObject([{ status: 'applied' }]);
    },
    { emulator: { throttleMs: 100 } },
  ),
);

test(
  'an entryPoint that Traefik does not have is told before anything is written',
  on(async (subject) => {
    const outcomes = await go(subject, [], [exampleService({ traefik: { entrypoints: ['https'] } })]);
    expect(outcomes).toMatchObject([
      { status: 'failed', error: { kind: 'input', message: 'metube: Traefik has no entryPoint https (it has web, websecure)' } },
    ]);
    expect(subject.disturbances()).toBe(0);
    const wanting = exampleService({ traefik: { entrypoints: ['https'] } });
    expect((await plan(subject.integration, { before: [], after: [wanting], site: subject.site })).refusals).toMatchObject([
      { key: 'metube', error: { code: 'HL_TRAEFIK_ENTRYPOINT' } },
    ]);
  }),
);

test(
  'an entryPoint with TLS of its own gives the router other names',
  on(
    async (subject) => {
      const both = exampleService({ traefik: { entrypoints: ['web', 'websecure'] } });
      expect(await go(subject, [], [both])).toMatchObject([{ status: 'applied' }]);
      expect(subject.emulator.routers().map(({ name }) => name)).toContain('websecure-metube@file');
      expect((await plan(subject.integration, { before: [both], after: [both], site: subject.site })).changes).toEqual([]);
      expect(await go(subject, [both], [])).toMatchObject([{ status: 'applied' }]);
      expect(subject.emulator.routers().map(({ name }) => name)).toEqual(['nas@file']);
    },
    {
      emulator: { entryPoints: { web: {}, websecure: { tls: { certResolver: 'letsencrypt' }, middlewares: ['nas-headers@file'] } } },
      bystander: `http: {middlewares: {nas-headers: {headers: {frameDeny: true}}}, routers: {nas: {rule: "Host(\`n\`)", service: nas, entryPoints: websecure}}, services: {nas: {loadBalancer: {servers: [{url: "http://n"}]}}}}\n`,
    },
  ),
);

test(
  'Traefik notices what changes where a symbolic link leads',
  on(
    async (subject) => {
      const elsewhere = await mkdtemp(join(tmpdir(), 'traefik-repository-'));
      await rename(join(subject.directory, 'services.yml'), join(elsewhere, 'routes.yml'));
      await symlink(join(elsewhere, 'routes.yml'), join(subject.directory, 'services.yml'));
      expect(await go(subject, [], [subject.service])).toMatchObject([{ status: 'applied' }]);
      expect(await go(subject, [subject.service], [subject.changed])).toMatchObject([{ status: 'applied' }]);
      expect(await go(subject, [subject.changed], [])).toMatchObject([{ status: 'applied' }]);
      await rm(elsewhere, { recursive: true });
    },
    { site: { layout: 'file' } },
  ),
);

test(
  'a route of the API without a file is somebody else’s',
  on(
    async (subject) => {
      subject.emulator.faults.push({
        match: ({ path }) => path === '/api/rawdata',
        answer: {
          status: 200,
          body: {
            routers: { 'metube@file': { rule: 'Host(`metube.example.org`)', service: 'x', status: 'enabled', entryPoints: ['websecure'] } },
          },
        },
      });
      const { conflicts, changes } = await plan(subject.integration, { before: [], after: [subject.service], site: subject.site });
      expect(conflicts).toMatchObject([{ key: 'metube', found: { http: { routers: { metube: { service: 'x' } } } } }]);
      expect(changes).toEqual([]);
    },
    { timing: { deadlineMs: 100 } },
  ),
);

test.each([
  ['YAML', 'theirs.yaml', 'http:\n  middlewares:\n    metube_sso: {stripPrefix: {prefixes: [/x]}}\n'],
  ['YAML with a template', 'theirs.YML', '{{ $ip := env "IP" }}\nhttp:\n  serversTransports:\n    metube: {serverName: {{ env "X" }}}\n'],
  ['a dot file in a folder below', 'below/.theirs.yml', 'udp:\n  routers:\n    metube: {service: x}\n'],
  ['the first of two documents', 'theirs.yml', 'http:\n  routers:\n    metube: {service: x}\n---\nhttp: {}\n'],
  ['TOML with inline tables', 'theirs.TOML', '[HTTP.services]\n  other.x = 1\n  metube = { loadBalancer = {} }\n'],
  ['TOML without tables', 'theirs.toml', 'udp . routers . "metube" . service = "x"\n'],
  ['TOML', 'theirs.toml', '[http.routers."metube"]\nrule = "Host(`metube.example.org`)"\n'],
  ['an own file that is not ours', 'metube.yml', 'http:\n  routers: {other: {rule: "Host(`o`)", service: o}}\n'],
])('names that somebody else’s file holds are a conflict: %s', async (_, file, text) =>
  on(
    async (subject) => {
      await mkdir(dirname(join(subject.directory, file)), { recursive: true });
      await writeFile(join(subject.directory, file), text);
      const { conflicts, changes } = await plan(subject.integration, { before: [], after: [subject.service], site: subject.site });
      expect([conflicts.length, changes]).toEqual([1, []]);
    },
    { site: { api: null } },
  )(),
);

test('what somebody writes between our read and our write stays', async () => {
  const subject = await bench({ site: { layout: 'file' } });
  const { changes } = await plan(subject.integration, { before: [], after: [subject.service], site: subject.site });
  const file = join(subject.directory, 'services.yml');
  const theirs = (await subject.files())['services.yml']?.replace('nas:5000', 'nas:5001').replace('# mine', '# mine, edited') ?? '';
  let edited = false;
  const { apply: write } = subject.integration;
  const racing = {
    ...subject.integration,
    async apply(...args: Parameters<typeof write>) {
      subject.faults.step = async (call) => {
        const result = await call();
        // after the directory was read, before it is written
        if (!edited && typeof result === 'object' && result !== null && 'stdout' in result) {
          edited = true;
          await writeFile(file, theirs);
        }
        return result;
      };
      await write(...args);
    },
  };
  expect(await apply(racing, changes)).toMatchObject([{ status: 'applied' }]);
  const text = (await subject.files())['services.yml'] ?? '';
  expect(text).toMatch(/^# mine, edited/);
  expect(text).toContain('# Managed by hl (service: metube)');
  await subject.close?.();
});

test(
  'a file that somebody makes under our name between our read and our write stays',
  on(
    async (subject) => {
      const { changes } = await plan(subject.integration, {
        before: [],
        after: [subject.service, exampleService({ name: 'sonarr' })],
        site: subject.site,
      });
      const file = join(subject.directory, 'metube.yml');
      let reads = 0;
      subject.faults.step = async (call) => {
        const result = await call();
        reads += 1;
        if (reads === 2) await writeFile(file, '# theirs\n'); // `apply` observes, then reads once more before it writes
        return result;
      };
      const outcomes = await apply(subject.integration, changes);
      expect(outcomes).toMatchObject([
        { key: 'metube', status: 'conflict', error: { code: 'HL_TRAEFIK_CHANGED', kind: 'conflict' } },
        { key: 'sonarr', status: 'applied' },
      ]);
      expect((await subject.files())['metube.yml']).toBe('# theirs\n');
    },
    { site: { api: null } },
  ),
);

test(
  'a name that somebody else takes later: the route is not changed, but it can be removed',
  on(
    async (subject) => {
      await go(subject, [], [subject.service]);
      await writeFile(
        join(subject.directory, 'theirs.yml'),
        'http:\n  middlewares:\n    metube_headers: {stripPrefix: {prefixes: [/x]}}\n',
      );
      const before = await subject.files();
      expect(await go(subject, [subject.service], [subject.changed])).toMatchObject([
        { status: 'conflict', error: { message: expect.stringMatching(/^what metube needs is held by .*theirs\.yml$/) as string } },
      ]);
      expect(await subject.files()).toEqual(before);
      expect(await go(subject, [subject.service], [])).toMatchObject([{ status: 'applied' }]);
    },
    { site: { api: null } },
  ),
);

test(
  'a removed route whose name somebody else’s file brings back is gone all the same',
  on(async (subject) => {
    await go(subject, [], [subject.service]);
    const theirs = 'http:\n  routers:\n    metube: {rule: "Host(`theirs.example.org`)", service: nas, entryPoints: websecure, tls: {}}\n';
    await writeFile(join(subject.directory, 'theirs.yml'), theirs);
    expect(await go(subject, [subject.service], [])).toMatchObject([{ status: 'applied' }]);
    expect(subject.emulator.routers()).toContainEqual(expect.objectContaining({ name: 'metube@file', rule: 'Host(`theirs.example.org`)' }));
    expect((await subject.visit('metube.example.org')).status).toBe(404);
  }),
);

test(
  'without an API the files are written, and the outcome says what was not checked',
  on(
    async (subject) => {
      expect(await go(subject, [], [subject.service])).toMatchObject([
        { status: 'applied', notes: [expect.stringContaining('not asked') as string] },
      ]);
      expect(Object.keys(await subject.files())).toEqual(['metube.yml', 'nas.yml']);
    },
    { site: { api: null } },
  ),
);

test(
  'two hundred routes: one read, one write, one common poll',
  on(
    async (subject) => {
      const services = Array.from({ length: 200 }, (_, index) => exampleService({ name: `app-${index}` }));
      const { changes } = await plan(subject.integration, { before: [], after: services, site: subject.site });
      subject.faults.calls = 0;
      const started = performance.now();
      const outcomes = await apply(subject.integration, changes);
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']));
      expect(subject.disturbances()).toBe(1);
      expect(performance.now() - started).toBeLessThan(10_000);
      expect(subject.emulator.everOpen).toEqual([]);
    },
    { emulator: { throttleMs: 200 }, timing: { pollMs: 50, deadlineMs: 9000 } },
  ),
  20_000,
);

test(
  'a file that Traefik missed is written again, so that it looks again',
  on(async (subject) => {
    await go(subject, [], [subject.service]);
    const raw = (await (await fetch(`${subject.emulator.api}/api/rawdata`)).json()) as { routers: object };
    const writes = await subject.disturbances();
    // as long as nothing is written, Traefik does not know the route
    subject.emulator.faults.push({
      match: ({ path }) => path === '/api/rawdata' && subject.disturbances() === writes,
      answer: { status: 200, body: { ...raw, routers: {} } },
    });
    const { changes } = await plan(subject.integration, { before: [subject.service], after: [subject.service], site: subject.site });
    expect(changes).toMatchObject([{ before: { live: false }, after: { live: true } }]);
    expect(await apply(subject.integration, changes)).toMatchObject([{ status: 'applied' }]);
    expect(subject.disturbances()).toBe(Number(writes) + 1);
  }),
);

test(
  'a file provider that is switched off is named',
  on(
    async (subject) => {
      subject.emulator.faults.push({ match: ({ path }) => path === '/api/rawdata', answer: { status: 200, body: {} } });
      subject.emulator.faults.push({
        match: ({ path }) => path === '/api/overview',
        answer: { status: 200, body: { providers: ['Docker'] } },
      });
      expect(await go(subject, [], [subject.service])).toMatchObject([
        { status: 'failed', error: { message: expect.stringContaining('file provider is not switched on') as string } },
      ]);
    },
    { timing: { deadlineMs: 100 } },
  ),
);

test(
  'taking over a file leaves nothing of others behind, or is refused',
  on(
    async (subject) => {
      const theirs = 'http:\n  services:\n    metube: {loadBalancer: {servers: [{url: "http://old"}]}}\n';
      const file = join(subject.directory, 'metube.yml');
      const { changes } = await plan(subject.integration, { before: [], after: [subject.service], site: subject.site });
      await writeFile(file, `${theirs}    other: {loadBalancer: {servers: [{url: "http://other"}]}}\n`);
      expect(await apply(subject.integration, changes, { adopt: true })).toMatchObject([
        { status: 'conflict', error: { code: 'HL_TRAEFIK_TAKEN', kind: 'conflict' } },
      ]);
      await writeFile(file, theirs);
      expect(await apply(subject.integration, changes)).toMatchObject([{ status: 'conflict' }]);
      expect(await apply(subject.integration, changes, { adopt: true })).toMatchObject([{ status: 'applied' }]);
      expect((await subject.files())['metube.yml']).toMatch(/^# Managed by hl/);
    },
    { site: { api: null } },
  ),
);

test(
  'all that a route can have at once is served as written',
  on(
    async (subject) => {
      const full = exampleService({
        health: { interval: 60, timeout: 90, headers: { 'X-Probe': 'yes' }, hostHeader: 'metube.example.org' },
        traefik: {
          hosts: ['metube.example.org', '*.tube.example.org'],
          scheme: 'https',
          insecureSkipVerify: true,
          sticky: true,
          healthCheck: true,
          redirectHttp: true,
          priority: 500,
          headers: {
            stsseconds: 31536000,
            FRAMEDENY: 1,
            stsPreload: 'false',
            customResponseHeaders: { 'X-Powered-By': '', 'X-Count': '010' },
          },
        },
      });
      const outcomes = await go(subject, [], [full]);
      expect(outcomes).toMatchObject([{ status: 'applied' }]);
      expect(outcomes[0]?.notes).toBeUndefined();
      expect((await go(subject, [], [full])).length).toBe(0);
      expect(subject.emulator.log).toEqual([]);
      const layer4 = [
        exampleService({ name: 'git', authentik: null as never, traefik: { scheme: 'tcp', tls: null as never } }),
        exampleService({ name: 'sni', authentik: null as never, traefik: { scheme: 'tcp' } }),
        exampleService({ name: 'dns', authentik: null as never, traefik: { scheme: 'udp', entrypoints: ['dns'] } }),
      ];
      expect((await go(subject, [], layer4)).map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
      expect((await go(subject, layer4, [])).map(({ status }) => status)).toEqual(['applied', 'applied', 'applied']);
      const lost = exampleService({ name: 'dns', authentik: null as never, traefik: { scheme: 'udp' } });
      expect(await go(subject, [], [lost])).toMatchObject([
        { status: 'failed', error: { message: 'dns: Traefik has no UDP entryPoint websecure (it has dns)' } },
      ]);
    },
    { emulator: { entryPoints: { web: {}, websecure: {}, dns: { udp: true } } } },
  ),
);

test(
  'the likely cause is told: a link that leads nowhere',
  on(
    async (subject) => {
      await symlink('gone.yml', join(subject.directory, 'x.yml'));
      expect(await go(subject, [], [subject.service])).toMatchObject([
        { status: 'failed', error: { message: expect.stringContaining('x.yml: it cannot be read') as string } },
      ]);
    },
    { timing: { deadlineMs: 100 } },
  ),
);

test.each([
  ['http:\n  routers:\n    a: {rule: x, servce: y}\n', 'x.yml: line 3: http.routers.a: unknown field servce'],
  ['http:\n  routers:\n    a: {rule: x, priority: abc}\n', 'x.yml: line 3: http.routers.a.priority: "abc" is not a whole number'],
  ['http:\n  routers:\n', 'x.yml: line 2: http.routers: an empty map (no value)'],
  ['a: 1\n# {{ nope }}\n', 'x.yml: line 2: "{{" is a template'],
  ['a: 1\nb: {{ env "X"\n', 'x.yml: line 2: "{{" is a template'],
])('where it is not sure that a file stops Traefik, it is tried, and the likely cause is told: %j', (text, cause) =>
  on(
    async (subject) => {
      await writeFile(join(subject.directory, 'x.yml'), text);
      expect((await plan(subject.integration, { before: [], after: [subject.service], site: subject.site })).refusals).toEqual([]);
      expect(await subject.integration.faults()).toMatchObject([{ file: 'x.yml', sure: false }]);
      expect(await go(subject, [], [subject.service])).toMatchObject([
        { status: 'failed', error: { code: 'HL_TRAEFIK_NOT_LOADED', message: expect.stringContaining(cause) as string } },
      ]);
      expect(Object.keys(await subject.files())).toEqual(['nas.yml', 'x.yml']);
    },
    { ...newer, timing: { deadlineMs: 100 } },
  )(),
);

const until = async (what: () => boolean): Promise<void> => {
  for (let looks = 0; !what(); looks += 1) {
    if (looks > 1000) throw new Error(`not so: ${what.toString()}`);
    await sleep(5);
  }
};

describe.each(['3.0.4', '3.6.8', '3.6.9', '4.0.0'])(
  'forwardAuth takes no more than it must from the outpost, where Traefik %s can be told',
  (version) => {
    const known = !/^3\.(0|6\.8)/.test(version);
    test.each(profiles)('%s', (_, options) =>
      on(
        async (subject) => {
          for (const [before, after] of [
            [[], [subject.service]],
            [[subject.service], [subject.changed]],
          ]) {
            expect(await go(subject, before as Service[], after as Service[])).toMatchObject([{ status: 'applied' }]);
            expect(JSON.stringify(await subject.files()).includes('maxResponseBodySize: 4194304')).toBe(known);
            expect((await plan(subject.integration, { before: [], after: after as Service[], site: subject.site })).changes).toEqual([]);
          }
          if (known) expect(subject.emulator.log).toEqual([]);
          expect(await go(subject, [subject.changed], [])).toMatchObject([{ status: 'applied' }]);
        },
        { ...options, emulator: { version } },
      )(),
    );
  },
);
