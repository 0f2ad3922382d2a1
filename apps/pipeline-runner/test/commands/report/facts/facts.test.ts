import type { CheckResult, LedgerEntry, Outcome, OutcomesFile, PlanFile, VerificationFile } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { factsOf } from '../../../../src/commands/report/facts/facts.js';
import { healthOf } from '../../../../src/commands/report/facts/health.js';
import { stageFacts } from '../../../../src/commands/report/facts/stages.js';
import type { Gathered } from '../../../../src/commands/report/gather.js';

const service = exampleService();
const time = '2026-01-02T00:00:00Z';
const entry = (over: Partial<LedgerEntry> = {}): LedgerEntry =>
  ({
    ...{
      name: 'metube',
      service,
      healthy: true,
      rejected: null,
      leftovers: [],
      hash: 'h3',
      commit: '12ab34cd'.repeat(5),
      time,
      outcomes: [],
      intents: [],
    },
    history: [
      {
        time: '2026-01-01T00:00:00Z',
        commit: 'a',
        action: 'add',
        healthy: true,
        pipelineUrl: 'https://gitlab.example.org/me/homelab/-/pipelines/7',
      },
      { time, commit: 'b', action: 'modify', healthy: true, pipelineUrl: null, revision: 3 },
    ],
    revisions: [1, 2, 3].map((number) => ({
      number,
      time,
      commit: `c${number}`,
      hash: `h${number}`,
      service: number === 3 ? service : { ...service, port: number },
    })),
    ...over,
  }) as LedgerEntry;
const check = (name: string, status: CheckResult['status'] = 'pass'): CheckResult => ({
  ...{ service: 'metube', name, status, expected: '200', actual: '502', attempts: 1, ms: 1 },
});
const outcome = (over: Partial<Outcome> = {}): Outcome => ({
  ...{ system: 'pihole', key: 'k', service: 'metube', before: null, after: { addresses: ['192.0.2.1'] }, status: 'applied', ms: 20 },
  ...over,
});
const outcomes = (...list: Outcome[]): OutcomesFile => ({ version: 1, stage: 'dns', commit: 'c', run: 'r1', outcomes: list });
const plan = (over: Partial<PlanFile> = {}): PlanFile =>
  ({
    run: 'r1',
    commit: 'c',
    services: [],
    changes: [],
    conflicts: [],
    refusals: [],
    failures: [],
    faults: [],
    foreign: [],
    ...over,
  }) as unknown as PlanFile;
const verification = (over: Partial<VerificationFile> = {}): VerificationFile => ({
  ...{
    version: 1,
    commit: 'c',
    run: 'r1',
    passed: 1,
    failed: 0,
    skipped: 0,
    checks: [check('port')],
    timing: { started: time, ms: 2_000 },
  },
  ...over,
});
const found = (over: Partial<Gathered> = {}): Gathered => ({
  ...{
    changes: null,
    plan: null,
    verification: null,
    done: [],
    failures: [],
    entries: [entry()],
    ledger: true,
    services: [service],
    seen: null,
    problems: [],
  },
  ...over,
});
const facts = (over: Partial<Gathered> = {}, environment: object = {}) =>
  factsOf(found(over), { site: exampleSite(), environment: environment as never, now: () => time });

const seen = (...checks: CheckResult[]): Gathered['seen'] => ({ at: '2026-01-03T00:00:00Z', checks, plan: null });
const bad = { error: { code: 'X', kind: 'refused', message: 'no' } } as const;

test.each<[string, Partial<Gathered>, string, string]>([
  ['seen now', { seen: seen(check('port')) }, 'ok', '1 check passed'],
  ['seen now: fails', { seen: seen(check('port'), check('dns a', 'fail'), check('dns b', 'fail')) }, 'failing', 'fails: dns'],
  ['seen now: nothing to ask', { seen: seen(check('route', 'skip')) }, 'unknown', 'nothing to ask'],
  ['seen now: not deployed', { seen: seen(), entries: [] }, 'absent', ''],
  [
    'seen now, an older version',
    { seen: seen(check('port')), entries: [entry({ rejected: 'h4' })] },
    'back',
    'an older version runs, and answers',
  ],
  ['by this run', { verification: verification() }, 'ok', '1 check passed'],
  [
    'by this run: taken back',
    { verification: verification({ rolledBack: [{ service: 'metube', healthy: true, reason: 'health', systems: [] }] }) },
    'back',
    'health',
  ],
  [
    'by this run: taken back in vain',
    { verification: verification({ rolledBack: [{ service: 'metube', healthy: false, reason: 'health', systems: [] }] }) },
    'failing',
    'health',
  ],
  ['by this run: waits', { plan: plan(), done: [outcomes(outcome({ status: 'deferred' }))] }, 'waiting', 'nobody answered'],
  [
    'by this run: one waits, one failed',
    { plan: plan(), done: [outcomes(outcome({ status: 'deferred' }), outcome({ status: 'failed', ...bad }))] },
    'failing',
    'pihole: ',
  ],
  ['by this run: failed', { plan: plan(), done: [outcomes(outcome({ status: 'failed', ...bad }))] }, 'failing', 'pihole: no'],
  [
    'outcomes of another run are not of this one',
    { plan: plan({ run: 'r2' }), done: [outcomes(outcome({ status: 'failed', ...bad }))] },
    'ok',
    'at its last run',
  ],
  ['by the ledger', {}, 'ok', 'at its last run'],
  ['by the ledger: not well', { entries: [entry({ healthy: false })] }, 'failing', 'its last run failed'],
  ['by the ledger: rolled back', { entries: [entry({ rejected: 'x' })] }, 'back', 'an older version runs'],
  ['not in the ledger', { entries: [] }, 'absent', ''],
  ['no ledger', { entries: null }, 'unknown', 'nobody looked'],
])('health: %s', (_, over, state, says) => {
  const health = healthOf('metube', found(over));
  expect([health.state, health.says.startsWith(says)]).toEqual([state, true]);
});

test.each<[string, Partial<Gathered>, string | null]>([
  ['now', { seen: seen(check('port')) }, '2026-01-03T00:00:00Z'],
  ['at the end of verify', { verification: verification() }, '2026-01-02T00:00:02.000Z'],
  ['by its last run', {}, time],
  ['never', { entries: null }, null],
])('seen %s', (_, over, at) => {
  expect(healthOf('metube', found(over)).seen).toBe(at);
});

test('the ways back: before the last run, and every revision but the one that stands', () => {
  const [known] = facts({ entries: [entry({ outcomes: [outcome()] })] }).services;
  expect(known?.back?.command).toMatch(/^hl rollback .*metube$/);
  expect(known?.back?.job).toEqual({
    name: 'rollback',
    url: 'https://gitlab.example.org/me/homelab/-/pipelines/7',
    variables: { SERVICE: 'metube' },
  });
  expect(known?.revisions?.map(({ number, back }) => [number, back.job?.variables])).toEqual([
    [2, { SERVICE: 'metube', TO: '2' }],
    [1, { SERVICE: 'metube', TO: '1' }],
  ]);
});

test('without a run that did anything there is nothing to take back, and without a pipeline no job', () => {
  const [known] = facts({ entries: [entry({ history: [] })] }).services;
  expect([known?.back, known?.revisions?.[0]?.back.job]).toEqual([null, undefined]);
});

test('a change shows what became of it; what is still planned, and why it waits, too', () => {
  const changes = [
    { ...outcome(), before: null },
    { system: 'compose', key: 'old/metube', service: 'metube', before: {}, after: null, hold: 'verify' },
  ];
  const planned = plan({
    changes: changes.map(({ system, key, service: name, before, after, ...rest }) => ({
      system,
      key,
      service: name,
      before,
      after,
      ...('hold' in rest ? { hold: 'verify' as const } : {}),
    })),
  });
  const [known] = facts({ plan: planned, done: [outcomes(outcome({ before: { addresses: ['192.0.2.9'] } }))] }).services;
  expect(known?.changes).toEqual([
    expect.objectContaining({ system: 'pihole', status: 'applied', ms: 20, before: { addresses: ['192.0.2.9'] } }),
    expect.objectContaining({ system: 'compose', remark: 'after it is verified on the new host' }),
  ]);
});

test('a stage that stopped says why; what came of the others stands beside it', () => {
  const error = { code: 'HL_X', kind: 'refused', message: 'no', hint: 'do' } as const;
  const list = stageFacts(
    found({ plan: plan(), done: [outcomes(outcome(), outcome({ status: 'failed' }))], failures: [{ version: 1, stage: 'glance', error }] }),
    'r1',
  );
  expect(list).toMatchObject([
    { name: 'plan', state: 'ok', says: '0 changes', ms: null },
    { name: 'dns', state: 'failing', says: '1 of 2 changes', services: [{ name: 'metube', state: 'failing', ms: 40 }] },
    { name: 'glance', state: 'failing', error: { message: 'no', hint: 'do' } },
  ]);
});

test('what a look for drift found is no run', () => {
  const drift = plan({
    drift: true,
    changes: [{ system: 'pihole', key: 'k', service: 'metube', before: { addresses: [] }, after: null }],
    conflicts: [{ system: 'pihole', key: 'l', service: 'metube', found: {}, wanted: {}, holder: 'somebody' }],
    orphans: [{ system: 'pihole', key: 'old.example.org', service: 'old', found: {}, command: 'hl drift --remove pihole/old.example.org' }],
    timing: { started: time, ms: 1 },
  } as unknown as PlanFile);
  const data = facts({ plan: drift });
  expect([data.run, data.services[0]?.changes]).toEqual([null, []]);
  expect(data.drift).toMatchObject({
    seen: time,
    items: [
      { says: 'is left over', command: 'hl drift --heal' },
      { says: 'is held by somebody', command: 'hl adopt metube --system pihole' },
      { service: 'old', says: 'is ours, and in no file', command: 'hl drift --remove pihole/old.example.org' },
    ],
  });
});

test('what is left of a service that is gone is removed by its name: nothing heals it', () => {
  const changes = [{ system: 'pihole', key: 'k', service: 'metube', before: { addresses: [] }, after: null }];
  const services = [{ name: 'metube', path: 'a.yml', action: 'delete', before: null, after: null, leftovers: [] }];
  const data = facts({ plan: plan({ drift: true, services, changes } as unknown as PlanFile) });
  expect(data.drift?.items).toMatchObject([{ says: 'is left over', command: 'hl run --service metube' }]);
});

test('a run is named after its pipeline only by the pipeline itself', () => {
  const environment = { pipelineId: 'r1', pipelineUrl: 'https://x', branch: 'main', commitTitle: 'feat: x' };
  expect(facts({ plan: plan() }, environment).run).toMatchObject({ id: 'r1', pipelineUrl: 'https://x', branch: 'main', planOnly: true });
  expect(facts({ plan: plan() }, { ...environment, pipelineId: 'r2' }).run).not.toHaveProperty('pipelineUrl');
});
