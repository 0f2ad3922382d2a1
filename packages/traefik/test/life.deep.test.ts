import { mkdtemp, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply, plan, type Outcome, type Service } from '@hl/core';
import { deepLaws, exampleHost, exampleService, laws } from '@hl/core/testing';
import { bench, on, type Bench, type BenchOptions } from './bench.js';

const profiles: [string, BenchOptions][] = [
  ['a file each', {}],
  ['one file that people edit, too', { site: { layout: 'file' } }],
];

const modelled = { entryPoints: { web: {}, websecure: { tls: { certResolver: 'letsencrypt' } } } };

describe.each<[string, BenchOptions]>([
  ...profiles,
  ['where an entryPoint has TLS of its own and routers are called otherwise', { emulator: modelled, entrypoints: ['web', 'websecure'] }],
])('laws, on the emulator: %s', (_, options) => {
  test.each([...laws, ...deepLaws])('$title', ({ run }) =>
    run(async () => {
      const subject = await bench(options);
      return {
        ...subject,
        async close() {
          await subject.close?.();
          expect(subject.emulator.everOpen).toEqual([]);
        },
      };
    }),
  );
});

const go = async ({ integration, site }: Bench, before: readonly Service[], after: readonly Service[]): Promise<Outcome[]> => {
  const { changes, conflicts } = await plan(integration, { before, after, site });
  expect(conflicts).toEqual([]);
  return apply(integration, changes);
};

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
  'two hundred routes: one read, one write, one common poll',
  on(
    async (subject) => {
      const services = Array.from({ length: 200 }, (_, index) => exampleService({ name: `app-${index}` }));
      const { changes } = await plan(subject.integration, { before: [], after: services, site: subject.site });
      subject.faults.calls = 0;
      const outcomes = await apply(subject.integration, changes);
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(['applied']));
      expect(subject.disturbances()).toBe(1);
      expect(subject.emulator.everOpen).toEqual([]);
    },
    { emulator: { throttleMs: 200 }, timing: { pollMs: 50, deadlineMs: 9000 } },
  ),
);
