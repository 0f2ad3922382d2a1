import {
  apply,
  intend,
  nothingMade,
  plan as planOf,
  recall,
  settle,
  undo,
  type Change,
  type Memory as Made,
  type Outcome,
  type Service,
} from '@hl/core';
import { exampleService } from '@hl/core/testing';
import { memory, type Memory, type MemoryOptions } from './memory.js';

const profiles: [string, MemoryOptions][] = [
  ['a file each', {}],
  ['one file that people edit, too', { site: { layout: 'file' } }],
];

/** The test's body, on a Traefik of its own. */
const on =
  (body: (subject: Memory) => Promise<void>, options: MemoryOptions = {}) =>
  () =>
    body(memory(options));

/** What the ledger does around a run. */
function ledger(subject: Memory) {
  let made: Made = nothingMade;
  const known = () => recall([made]);
  return {
    plan: (before: readonly Service[], after: readonly Service[]) =>
      planOf(subject.restart(), { before, after, site: subject.site, memory: known() }),
    apply: (changes: readonly Change[], adopt = false): Promise<Outcome[]> =>
      apply(subject.restart(), changes, {
        adopt,
        memory: known(),
        onIntent: async (some) => void (made = intend(made, some)),
        onOutcome: (outcome) => void (made = settle(made, outcome)),
      }),
  };
}

const fileOf = (options: MemoryOptions): string => (options.site?.layout === 'file' ? 'services.yml' : 'metube.yml');
const textOf = ({ files }: Memory, file: string): string => files.get(file) ?? '';
const replace = (subject: Memory, file: string, from: string | RegExp, to: string): void =>
  void subject.files.set(file, textOf(subject, file).replaceAll(from, to));
const stripMarks = (subject: Memory, file: string): void => replace(subject, file, /^ *# Managed by hl.*\n/gm, '');

describe.each(profiles)('a tool took our marks away (%s)', (_, options) => {
  test(
    'what is otherwise as written is ours by what is remembered: changed with the mark again, or removed',
    on(async (subject) => {
      const { plan, apply } = ledger(subject);
      const { service, changed } = subject;
      const bystanders = await subject.bystanders();
      await apply((await plan([], [service])).changes);
      stripMarks(subject, fileOf(options));
      expect(await plan([service], [service])).toMatchObject({ changes: [], conflicts: [] });
      const outcomes = await apply((await plan([service], [changed])).changes);
      expect(outcomes).toMatchObject([{ status: 'applied' }]);
      expect(textOf(subject, fileOf(options))).toContain('# Managed by hl (service: metube)');
      stripMarks(subject, fileOf(options));
      expect(await apply((await plan([changed], [])).changes)).toMatchObject([{ status: 'applied', after: null }]);
      expect(await subject.bystanders()).toEqual(bystanders);
    }, options),
  );

  test(
    'what is not as written any more is somebody else’s, and stays',
    on(async (subject) => {
      const { plan, apply } = ledger(subject);
      await apply((await plan([], [subject.service])).changes);
      const file = fileOf(options);
      stripMarks(subject, file);
      replace(subject, file, '192.0.2.11:8082', '192.0.2.11:8083');
      const text = textOf(subject, file);
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
      expect(textOf(subject, file)).toBe(text);
    }, options),
  );
});

test.each(profiles)(
  'what was adopted gets our mark, also when it was as wanted already; giving it back takes the mark away (%s)',
  (_, options) =>
    on(async (subject) => {
      const { plan, apply } = ledger(subject);
      await subject.occupy('same');
      const file = fileOf(options);
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
      expect(textOf(subject, file)).toContain('# Managed by hl (service: metube)');
      expect(await apply(undo(outcomes))).toMatchObject([{ status: 'applied' }]);
      expect(textOf(subject, file)).not.toContain('Managed by hl');
      // nothing in it says any more that it is ours
      expect(await planOf(subject.restart(), { before: [subject.service], after: [], site: subject.site })).toMatchObject({
        changes: [],
        foreign: [{ key: 'metube' }],
      });
      expect(subject.emulator.routers()).toContainEqual(expect.objectContaining({ name: 'metube@file', middlewares: ['metube_sso@file'] }));
    }, options)(),
);

test(
  'why a route is not live is told: Traefik’s own words, or the file that stops it',
  on(async (subject) => {
    const { plan, apply } = ledger(subject);
    const wanting = exampleService({ traefik: { middlewares: ['late'] } });
    subject.files.set('late.yml', 'http: {middlewares: {late: {stripPrefix: {prefixes: [/x]}}}}\n');
    await apply((await plan([], [wanting])).changes);
    subject.files.set('late.yml', '');
    expect((await plan([wanting], [wanting])).changes).toMatchObject([
      { before: { live: false, problem: 'router metube: middleware "late@file" does not exist' }, after: { live: true } },
    ]);
    subject.files.set('grafana.yml', 'http:\n  routers:\n    a: {servce: x}\n');
    replace(subject, 'metube.yml', 'metube.example.org', 'tube.example.org');
    expect((await plan([wanting], [wanting])).changes).toMatchObject([
      { before: { problem: 'another file stops all updates: grafana.yml: line 3: http.routers.a: unknown field servce' } },
    ]);
    subject.files.delete('grafana.yml');
    subject.emulator.asleep = true;
    expect((await plan([wanting], [wanting])).changes).toMatchObject([{ before: { problem: 'Traefik has not loaded it' } }]);
  }),
);

test('a file of ours that cannot be read is not live, and written anew', async () => {
  const subject = memory({ site: { api: null } });
  await subject.go([], [subject.service]);
  replace(subject, 'metube.yml', 'http:', 'http: [');
  expect(await subject.plan([subject.service], [subject.service])).toMatchObject({
    changes: [{ before: { http: null, live: false }, after: { live: true } }],
  });
});

test.each<[string, MemoryOptions]>([
  ['a file each', {}],
  ['one file beside others that Traefik reads', { site: { layout: 'file' } }],
])('a broken file is found though nothing has to be done (%s)', (_, options) =>
  on(async (subject) => {
    expect(await subject.integration.faults()).toEqual([]);
    subject.files.set('other.yml', 'http: {routers: {other: {rule: "Host(`o`)", service: nas}}}\n');
    subject.emulator.load();
    subject.files.set('grafana.yml', 'http:\n  routers:\n    a: {rule: x}\n    a: {rule: y}\n');
    expect(await subject.restart().faults()).toEqual([
      {
        file: 'grafana.yml',
        line: 4,
        why: 'Map keys must be unique',
        sure: true,
        message: `Traefik rejects every update of its files, and after a restart has none of their routes: /etc/traefik/grafana.yml:4: Map keys must be unique`,
      },
    ]);
  }, options)(),
);

test('where Traefik may read our one file alone, others mean nothing', async () => {
  const subject = memory({ site: { layout: 'file', api: null }, files: { 'static.yml': 'http: {}\n' } });
  expect(await subject.integration.faults()).toEqual([]);
  subject.files.set('services.yml', 'http:\n  routers: [\n');
  expect(await subject.integration.faults()).toMatchObject([{ file: 'services.yml', line: 3 }]);
});
