import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apply, intend, nothingMade, plan as planOf, recall, settle, undo } from '@hl/core';
import type { Change, Memory, Outcome, Service } from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { on } from './subject.js';
import type { Bench, BenchOptions } from './subject.js';

const profiles: [string, BenchOptions][] = [
  ['a file each', {}],
  ['one file that people edit, too', { site: { layout: 'file' } }],
];

/** What the ledger does around a run. */
function ledger(subject: Bench) {
  let memory: Memory = nothingMade;
  const known = () => recall([memory]);
  return {
    plan: (before: readonly Service[], after: readonly Service[]) =>
      planOf(subject.restart(), { before, after, site: subject.site, memory: known() }),
    apply: (changes: readonly Change[], adopt = false): Promise<Outcome[]> =>
      apply(subject.restart(), changes, {
        adopt,
        memory: known(),
        onIntent: async (some) => void (memory = intend(memory, some)),
        onOutcome: (outcome) => void (memory = settle(memory, outcome)),
      }),
  };
}

const fileOf = ({ directory }: Bench, options: BenchOptions): string =>
  join(directory, options.site?.layout === 'file' ? 'services.yml' : 'metube.yml');

const stripMarks = async (file: string): Promise<void> => {
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(/^ *# Managed by hl.*\n/gm, ''));
};

describe.each(profiles)('a tool took our marks away (%s)', (_, options) => {
  test(
    'what is otherwise as written is ours by what is remembered: changed with the mark again, or removed',
    on(async (subject) => {
      const { plan, apply } = ledger(subject);
      const { service, changed } = subject;
      const bystanders = await subject.bystanders();
      await apply((await plan([], [service])).changes);
      await stripMarks(fileOf(subject, options));
      expect(await plan([service], [service])).toMatchObject({ changes: [], conflicts: [] });
      const outcomes = await apply((await plan([service], [changed])).changes);
      expect(outcomes).toMatchObject([{ status: 'applied' }]);
      expect(await readFile(fileOf(subject, options), 'utf8')).toContain('# Managed by hl (service: metube)');
      await stripMarks(fileOf(subject, options));
      expect(await apply((await plan([changed], [])).changes)).toMatchObject([{ status: 'applied', after: null }]);
      expect(await subject.bystanders()).toEqual(bystanders);
    }, options),
  );

  test(
    'what is not as written any more is somebody else’s, and stays',
    on(async (subject) => {
      const { plan, apply } = ledger(subject);
      await apply((await plan([], [subject.service])).changes);
      const file = fileOf(subject, options);
      await stripMarks(file);
      await writeFile(file, (await readFile(file, 'utf8')).replace('192.0.2.11:8082', '192.0.2.11:8083'));
      const text = await readFile(file, 'utf8');
      const planned = await plan([subject.service], []);
      expect(planned).toMatchObject({ changes: [], foreign: [{ key: 'metube', wanted: null }] });
      const removal = planned.foreign.map(({ system, key, service, found }): Change => ({
        system,
        key,
        service,
        before: found,
        after: null,
      }));
      expect(await apply(removal)).toMatchObject([{ status: 'unchanged' }]);
      expect(await readFile(file, 'utf8')).toBe(text);
    }, options),
  );
});

test.each(profiles)(
  'what was adopted gets our mark, also when it was as wanted already; giving it back takes the mark away (%s)',
  (_, options) =>
    on(async (subject) => {
      const { plan, apply } = ledger(subject);
      await subject.occupy('same');
      const file = fileOf(subject, options);
      const { foreign } = await plan([], [subject.service]);
      const changes = foreign.map(({ system, key, service, found, wanted }): Change => ({
        system,
        key,
        service,
        before: found,
        after: wanted,
      }));
      const outcomes = await apply(changes, true);
      expect(outcomes).toMatchObject([{ status: 'applied' }]);
      expect(await readFile(file, 'utf8')).toContain('# Managed by hl (service: metube)');
      expect(await apply(undo(outcomes))).toMatchObject([{ status: 'applied' }]);
      expect(await readFile(file, 'utf8')).not.toContain('Managed by hl');
      // nothing in it says any more that it is ours
      expect(await planOf(subject.restart(), { before: [subject.service], after: [], site: subject.site })).toMatchObject({
        changes: [],
        foreign: [{ key: 'metube' }],
      });
      expect((await subject.visit('metube.example.org')).status).toBe(302);
    }, options)(),
);

test(
  'why a route is not live is told: Traefik’s own words, or the file that stops it',
  on(async (subject) => {
    const { plan, apply } = ledger(subject);
    const wanting = exampleService({ traefik: { middlewares: ['late'] } });
    const late = join(subject.directory, 'late.yml');
    await writeFile(late, 'http: {middlewares: {late: {stripPrefix: {prefixes: [/x]}}}}\n');
    await apply((await plan([], [wanting])).changes);
    await writeFile(late, '');
    for (let looks = 0; subject.emulator.middlewares().length > 1 && looks < 400; looks += 1) await sleep(5);
    expect((await plan([wanting], [wanting])).changes).toMatchObject([
      { before: { live: false, problem: 'router metube: middleware "late@file" does not exist' }, after: { live: true } },
    ]);
    await writeFile(join(subject.directory, 'grafana.yml'), 'http:\n  routers:\n    a: {servce: x}\n');
    const file = join(subject.directory, 'metube.yml');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('metube.example.org', 'tube.example.org'));
    const { changes } = await plan([wanting], [wanting]);
    expect(changes).toMatchObject([
      { before: { problem: 'another file stops all updates: grafana.yml: line 3: http.routers.a: unknown field servce' } },
    ]);
  }),
);

test.each<[string, BenchOptions, string]>([
  ['a file each', {}, 'grafana.yml'],
  ['one file beside others that Traefik reads', { site: { layout: 'file' } }, 'grafana.yml'],
])('a broken file is found though nothing has to be done (%s)', (_, options, file) =>
  on(async (subject) => {
    expect(await subject.integration.faults()).toEqual([]);
    await writeFile(join(subject.directory, 'other.yml'), 'http: {routers: {other: {rule: "Host(`o`)", service: nas}}}\n');
    for (let looks = 0; subject.emulator.routers().length < 2 && looks < 400; looks += 1) await sleep(5);
    await writeFile(join(subject.directory, file), 'http:\n  routers:\n    a: {rule: x}\n    a: {rule: y}\n');
    expect(await subject.restart().faults()).toEqual([
      {
        file,
        line: 4,
        why: 'Map keys must be unique',
        sure: true,
        message: `Traefik rejects every update of its files, and after a restart has none of their routes: ${subject.directory}/${file}:4: Map keys must be unique`,
      },
    ]);
  }, options)(),
);

test(
  'where Traefik may read our one file alone, others mean nothing',
  on(
    async (subject) => {
      await writeFile(join(subject.directory, 'static.yml'), 'http: {}\n');
      expect(await subject.integration.faults()).toEqual([]);
      await writeFile(join(subject.directory, 'services.yml'), 'http:\n  routers: [\n');
      expect(await subject.integration.faults()).toMatchObject([{ file: 'services.yml', line: 3 }]);
    },
    { site: { layout: 'file', api: null } },
  ),
);
