import { reportOf } from '../../src/text/report.js';
import { exampleRun } from '../support/run.js';

test('all of a run, nothing left out', () => {
  const run = exampleRun({
    services: [
      { name: 'metube', action: 'add', status: 'ok', url: 'https://metube.example.org', changes: ['route', 'record'] },
      { name: 'plex', action: 'modify', status: 'failed', error: { message: 'no', hint: 'do' } },
      { name: 'old', action: 'delete', status: 'deferred', error: { message: 'later' } },
      { name: 'same', action: 'unchanged', status: 'ok' },
    ],
    checks: [
      { service: 'metube', name: 'https', status: 'pass' },
      { service: 'plex', name: 'https', status: 'fail', detail: '502' },
    ],
    planSummary: '1 to add',
    rolledBack: [
      { service: 'plex', healthy: true, reason: '502' },
      { service: 'old', healthy: false, reason: '' },
    ],
    stages: [
      { name: 'deploy', status: 'success', ms: 1_200 },
      { name: 'verify', status: 'warning', detail: 'one retry' },
    ],
    links: [{ label: 'Roll back', url: 'https://gitlab.example.org/9' }],
  });
  expect(reportOf(run)).toBe(`# success

home/lab · main · 0123456789abcdef0123456789abcdef01234567 · Add metube · Ada · https://gitlab.example.org/home/lab/-/pipelines/7 · 1 to add

## Services

- metube: add, ok (https://metube.example.org): route, record
- plex: modify, failed — no → do
- old: delete, deferred — later
- same: unchanged, ok

## Rolled back

- plex: healthy: 502
- old: not healthy

## Checks

- metube https: pass
- plex https: fail: 502

## Stages

- deploy: success, 1200 ms
- verify: warning: one retry

## Changes

- Add metube

## Links

- Roll back: https://gitlab.example.org/9
`);
});

test('what is not known is not there', () =>
  expect(reportOf({ title: 'T\n# x', result: 'failure', stages: [], services: [] })).toBe('# T # x\n'));

test('one line each, nothing hidden, no more than a million units', () => {
  const run = { result: 'failure' as const, stages: [], services: [], changelog: ['a\n## b\u001b', 'x'.repeat(2_000_000)] };
  expect(reportOf(run)).toMatch(/^- a ## b\\u001b$/m);
  expect(reportOf(run)).toHaveLength(1_000_000);
});
