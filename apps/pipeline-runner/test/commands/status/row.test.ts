import type { CheckResult, LedgerEntry, PlanFile, Service } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { rowOf, type Known } from '../../../src/commands/status/row.js';
import { tableOf } from '../../../src/commands/status/table.js';

const site = exampleSite();
const service = exampleService();
const commit = '12ab34cd'.repeat(5);
const entry = (over: Partial<LedgerEntry> = {}): LedgerEntry =>
  ({
    ...{ name: 'metube', service, healthy: true, rejected: null, leftovers: [], hash: 'h', commit },
    history: [
      { time: '2026-01-01T00:00:00Z', healthy: true },
      { time: '2026-01-02T00:00:00Z', healthy: false },
    ],
    ...over,
  }) as LedgerEntry;
const check = (name: string, status: CheckResult['status'] = 'pass'): CheckResult => ({
  ...{ service: 'metube', name, status, expected: '200', actual: '502', attempts: 1, ms: 1 },
});
const plan = (over: Partial<PlanFile> = {}): PlanFile => ({ changes: [], conflicts: [], failures: [], ...over }) as unknown as PlanFile;
const change = { system: 'pihole', key: 'k', service: 'metube', before: null, after: {} };
const row = (over: Partial<Known> = {}) => rowOf({ service, entry: entry(), checks: [check('port')], plan: plan(), ...over }, site);

test('a service that is well', () => {
  expect(row()).toEqual({
    ...{ name: 'metube', path: 'services/downloads/metube.yml', host: 'docker-media', image: 'ghcr.io/alexta69/metube:latest' },
    ...{ revision: '12ab34cd', deployed: '2026-01-01T00:00:00Z', url: 'https://metube.example.org', failed: [], pages: [] },
    ...{ health: { state: 'ok', text: 'ok' }, drift: { state: 'ok', text: 'none' } },
  });
});

test.each<[string, Partial<Known>, string, string]>([
  [
    'checks that fail',
    { checks: [check('port'), check('health', 'fail'), check('dns a.lab', 'fail'), check('dns b.lab', 'fail')] },
    'bad',
    'fails: health, dns',
  ],
  ['nothing to ask', { checks: [check('route', 'skip')] }, 'unknown', 'nothing to ask'],
  ['nobody looked: well', { checks: null }, 'ok', 'ok at last run'],
  ['nobody looked: not well', { checks: null, entry: entry({ healthy: false }) }, 'bad', 'failed at last run'],
  ['nobody looked: rolled back', { checks: null, entry: entry({ rejected: 'x' }) }, 'ok', 'rolled back'],
  ['nobody looked, no ledger', { checks: null, entry: undefined }, 'unknown', ''],
  ['not in the ledger', { checks: [], entry: null }, 'unknown', 'not deployed'],
  ['removed', { checks: [], entry: entry({ service: null }) }, 'unknown', 'not deployed'],
])('health: %s', (_, over, state, text) => {
  expect(row(over).health).toEqual({ state, text });
});

test.each<[string, Known['plan'], string, string]>([
  ['changes', plan({ changes: [change, { ...change, key: 'l' }, { ...change, service: 'other' }] }), 'bad', '2 changes'],
  ['somebody else', plan({ conflicts: [{ ...change, found: {}, wanted: {} }] as never }), 'bad', '1 held by somebody else'],
  [
    'what could not be read is no change',
    plan({
      changes: [{ ...change, blind: true }],
      failures: [{ system: 'pihole', services: ['metube'], error: { code: '', kind: 'unreachable', message: '' } }],
    }),
    'unknown',
    'pihole not readable',
  ],
  ['nobody looked', null, 'unknown', ''],
])('drift: %s', (_, found, state, text) => {
  expect(row({ plan: found }).drift).toEqual({ state, text });
});

test('a revision that was brought back is named; without a ledger none is', () => {
  expect(row({ entry: entry({ hash: 'revision 3' }) }).revision).toBe('revision 3');
  expect([row({ entry: undefined }).revision, row({ entry: null }).revision]).toEqual([null, null]);
});

test.each<[string, Partial<Service>, string | null]>([
  ['plain HTTP', { traefik: { ...service.traefik, tls: null } as Service['traefik'] }, 'http://metube.example.org'],
  ['a TCP route', { traefik: { ...service.traefik, scheme: 'tcp' } as Service['traefik'] }, 'tcp://metube.example.org'],
  ['a tile alone', { traefik: null, glance: { ...service.glance, url: 'http://a' } as Service['glance'] }, 'http://a'],
  ['neither', { traefik: null, glance: null }, '192.0.2.11:8082'],
  ['nothing listens', { traefik: null, glance: null, port: null }, null],
])('where it is found: %s', (_, over, url) => {
  expect(row({ service: { ...service, ...over } }).url).toBe(url);
});

const page = {
  ...service,
  name: 'metube-admin',
  traefik: { ...service.traefik, hosts: ['admin.example.org'] } as Service['traefik'],
  port: 9000,
};

test('a page has a row of its own, with its own checks', () => {
  const found = row({
    service: { ...service, pages: [page] },
    checks: [check('port'), check('health metube-admin', 'fail'), check('port 8083')],
  });
  expect([found.health.text, found.failed]).toEqual(['ok', []]);
  expect(found.pages).toEqual([
    {
      name: 'metube-admin',
      url: 'https://admin.example.org',
      health: { state: 'bad', text: 'fails: health' },
      failed: ['health metube-admin: expected 200, got 502'],
    },
  ]);
});

test('the table: a line a service, its pages below it, then what failed', () => {
  const whole = row({ service: { ...service, pages: [page] }, checks: [check('port'), check('health metube-admin', 'fail')] });
  const bare = row({ service: { ...service, name: 'router\n', host: '', deployment: null }, entry: undefined, checks: null, plan: null });
  expect(tableOf([whole, bare])).toEqual([
    'SERVICE         HOST          IMAGE                   REVISION  HEALTH         DRIFT  URL',
    'metube          docker-media  alexta69/metube:latest  12ab34cd  ok             none   https://metube.example.org',
    '  metube-admin                                                  fails: health         https://admin.example.org',
    'router\\n        -             -                       -         -              -      https://metube.example.org',
    '✖ metube-admin health metube-admin: expected 200, got 502',
  ]);
});

test.each([
  ['docker.io/library/nginx:1', 'library/nginx:1'],
  ['localhost/x:1', 'x:1'],
  ['box:5000/x', 'x'],
  ['nginx:1', 'nginx:1'],
  [`a.b/x@sha256:${'0123456789abcdef'.repeat(4)}`, 'x@sha256:01234567'],
])('an image is shown short: %s', (image, short) => {
  expect(tableOf([row({ service: exampleService({ deployment: { image } }) })])[1]).toContain(`  ${short}  `);
});
