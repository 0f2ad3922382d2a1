import { storyOf, type Line, type Story } from '../../src/text/story.js';
import type { RunSummary } from '../../src/text/run.js';
import { exampleRun } from '../support/run.js';

const flat = (line: Line): string =>
  line
    .map((span) => (typeof span === 'string' ? span : 'url' in span ? `[${span.text}](${span.url})` : `${span.as}:${span.text}`))
    .join('');
const told = (over: Partial<RunSummary>): Record<string, string[]> =>
  Object.fromEntries(
    storyOf(exampleRun({ services: [], stages: [], checks: [], changelog: [], ...over })).sections.map(({ name, lines }) => [
      name,
      lines.map(flat),
    ]),
  );
const service = (name: string, over: Partial<RunSummary['services'][number]> = {}) =>
  ({ name, action: 'modify', status: 'ok', ...over }) as const;

test.each<[Partial<RunSummary>, string]>([
  [{ result: 'running', services: [] }, '🔄 Deployment is running'],
  [{ result: 'success' }, '✅ Deployment succeeded: metube'],
  [{ result: 'success', recovered: true }, '✅ Recovered, deployment succeeded: metube'],
  [{ result: 'warning', recovered: true }, '⚠️ Deployment finished with warnings: metube'],
  [{ result: 'success', recovered: false, services: [] }, '✅ Deployment succeeded'],
  [{ result: 'failure', services: [service('a'), service('b', { status: 'failed' })] }, '❌ Deployment failed: b'],
  [{ result: 'rollback', services: ['a', 'b', 'c'].map((name) => service(name)) }, '↩️ Rolled back: a, b, c'],
  [{ result: 'rollback', services: ['a', 'b', 'c', 'd'].map((name) => service(name)) }, '↩️ Rolled back: 4 services'],
  [{ services: [service('same', { action: 'unchanged' })] }, '✅ Deployment succeeded'],
  [{ title: '❌ Rollback failed' }, '❌ Rollback failed'],
])('headline %#: %j', (over, expected) => expect(storyOf(exampleRun(over)).headline).toBe(expected));

test.each<[Partial<RunSummary>, string[]]>([
  [{}, ['code:01234567 Add metube — home/lab · main — by Ada']],
  [{ planSummary: '1 to add' }, ['code:01234567 Add metube — home/lab · main — by Ada', 'Plan: 1 to add']],
  [{ commit: '', repository: '', author: '' }, ['Add metube — main']],
  [{ commit: '`0`', commitTitle: ' ', branch: ' ', repository: undefined as never, author: ' ' }, ['code:0']],
  [{ commit: '', commitTitle: '', branch: '', repository: '', author: '' }, []],
])('facts, case %#', (over, expected) =>
  expect(
    storyOf(exampleRun(over))
      .facts.map(flat)
      .map((line) => line.replace(/ — by {2}$/, '')),
  ).toEqual(expected),
);

test('what was taken back by itself says how it is since', () =>
  expect(
    told({
      rolledBack: [
        { service: 'a', healthy: true, reason: '502' },
        { service: 'b', healthy: false, reason: '' },
      ],
    })['Rolled back'],
  ).toEqual(['↩️ bold:a is back at what ran before, and healthy: 502', '❌ bold:b was taken back, and is not healthy']));

test('what failed says why and what to do, what waits says so', () =>
  expect(
    told({
      services: [
        service('a', { status: 'failed', url: 'https://a.example.org', error: { message: 'no', hint: 'do' } }),
        service('b', { status: 'deferred', url: `https://b.example.org/${'x'.repeat(200)}` }),
        service('c', { status: 'conflict', action: 'add', error: { message: ' ' } }),
        service('d', { action: 'delete', changes: ['x', 'y'] }),
        service('e', { action: 'unchanged' }),
      ],
    }),
  ).toEqual({
    Failed: ['❌ [a](https://a.example.org) changed: no → do', '⏳ bold:b changed (deferred)', '🚧 bold:c added (conflict)'],
    Services: ['✅ bold:d removed: x, y'],
  }));

test('checks: what failed alone, the rest a line for a service', () =>
  expect(
    told({
      checks: [
        { service: 'a', name: 'dns', status: 'pass' },
        { service: 'b', name: 'https', status: 'fail', detail: '502' },
        { service: 'b', name: 'udp', status: 'skip', detail: 'cannot be asked' },
        { service: 'a', name: 'https', status: 'pass', detail: '200' },
        { service: 'constructor', name: 'dns', status: 'pass' },
      ],
    }).Checks,
  ).toEqual(['❌ b https: 502', '✅ a: dns, https', '✅ constructor: dns', '⏭️ b: udp']));

test('stages: what is to be said of them first, the rest in its order, with what it took', () =>
  expect(
    told({
      stages: [
        { name: 'detect', status: 'success', ms: 900, detail: 'not of interest' },
        { name: 'plan', status: 'warning', ms: 61_000 },
        { name: 'deploy', status: 'running', ms: 2_400 },
        { name: 'dns', status: 'running', detail: '2 of 4' },
        { name: 'tile', status: 'skipped' },
        { name: 'sso', status: 'skipped', detail: 'no Authentik' },
        { name: 'verify', status: 'pending' },
      ],
    }).Stages,
  ).toEqual(['⚠️ plan 1 min 1 s', '🔄 dns: 2 of 4', '⏭️ sso: no Authentik', '✅ detect 900 ms · 🔄 deploy 2 s · ⏭️ tile · ▫️ verify']));

test.each<[Partial<RunSummary>, Story['links']]>([
  [{}, [{ label: 'Pipeline', url: 'https://gitlab.example.org/home/lab/-/pipelines/7' }]],
  [
    { pipelineUrl: 'nowhere', links: [{ label: 'Report', url: 'https://r.example.org/' }] },
    [{ label: 'Report', url: 'https://r.example.org/' }],
  ],
  [{ pipelineUrl: `https://r.example.org/${'ü'.repeat(47)}` }, []],
  [{ pipelineUrl: `https://r.example.org/${'ü'.repeat(46)}` }, [{ label: 'Pipeline', url: `https://r.example.org/${'ü'.repeat(46)}` }]],
])('links, case %#', (over, expected) => expect(storyOf(exampleRun(over)).links).toEqual(expected));

test('no more than five links', () =>
  expect(
    storyOf(exampleRun({ links: Array.from({ length: 9 }, () => ({ label: 'x', url: 'https://x.example.org' })) })).links,
  ).toHaveLength(5));

test.each<[Partial<RunSummary>, string]>([
  [{}, '1 min 23 s · 1/1 checks passed'],
  [{ durationMs: 999 }, '999 ms · 1/1 checks passed'],
  [{ durationMs: 59_400, checks: [] }, '59 s'],
  [{ durationMs: undefined as never, checks: [{ service: 'a', name: 'b', status: 'skip' }] }, '0/0 checks passed'],
])('footer, case %#', (over, expected) => expect(storyOf(exampleRun(over)).footer).toBe(expected));
