import type { CheckResult, Outcome } from '@hl/core';
import { widthOf } from '../../src/progress/width.js';
import type { Ending } from '../../src/summary/ending.js';
import { summaryLines } from '../../src/summary/summary.js';

const outcome = (service: string, more: Partial<Outcome> = {}): Outcome => ({
  ...{ system: 'compose', key: `docker-media/${service}`, service, before: null, after: {}, status: 'applied', ms: 1 },
  ...more,
});
const missing = {
  code: 'HL_IMAGE_NOT_FOUND',
  kind: 'refused',
  message: 'docker-media: there is no image x:1',
  hint: 'Check its name.',
} as const;
const away = { code: 'HL_SSH_UNREACHABLE', kind: 'unreachable', message: 'nas: nobody answers', hint: 'Is it on?' } as const;
const waiting = { code: 'HL_WAITS', kind: 'unreachable', message: 'traefik waits: its container is not up', hint: 'Later.' } as const;
const check = (service: string, status: CheckResult['status'], name = 'health'): CheckResult => ({
  ...{ service, name, status, expected: '200', actual: status === 'pass' ? '200' : '500', attempts: 1, ms: 1 },
});

const ending = (more: Partial<Ending>): Ending => ({
  ...{ name: 'run', services: ['a', 'b'], outcomes: [], checks: null, ms: 1_234, files: '.hl/outcomes', ci: false, tell: 'with hints' },
  ...more,
});
const screen = { columns: 80, rows: 24 };

test.each<[string, Partial<Ending>, string[]]>([
  ['nothing', {}, ['✔ run: nothing to do (1.2 s)']],
  [
    'all well',
    {
      outcomes: [outcome('a'), outcome('b', { before: {} }), outcome('b', { after: null }), outcome('b', { status: 'unchanged' })],
      checks: [check('a', 'pass'), check('b', 'skip')],
    },
    ['✔ run: 1 created, 1 changed, 1 removed, 1 so already; 1 checks passed, 0 failed, 1 skipped (1.2 s)'],
  ],
  [
    'one failed, one is well',
    { outcomes: [outcome('a', { status: 'failed', error: missing }), outcome('b')] },
    [
      '✖ run: 1 of 2 services did not go through; 1 created (1.2 s)',
      '  ✖ a: docker-media: there is no image x:1 [the system said no: HL_IMAGE_NOT_FOUND]',
      '    → Check its name.',
      '  well: b',
      '  next: hl status a, hl logs a: how it stands now',
      '        hl run: once more, when what is said above is done',
      '  all of it: .hl/outcomes',
    ],
  ],
  [
    'one cause of two services is told once, what waits for them after it, and no service twice',
    {
      tell: 'without hints',
      services: ['a', 'b', 'c'],
      outcomes: [
        outcome('c', { status: 'deferred', system: 'traefik', error: waiting }),
        outcome('a', { status: 'deferred', error: away }),
        outcome('b', { status: 'deferred', error: away }),
        outcome('a', { status: 'deferred', system: 'traefik', error: waiting }),
      ],
      checks: [check('a', 'fail')],
    },
    [
      '✖ run: 3 of 3 services did not go through; 0 checks passed, 1 failed, 0 skipped (1.2 s)',
      '  ✖ a, b: nas: nobody answers [nobody answered, try again: HL_SSH_UNREACHABLE]',
      '  … c: traefik waits: its container is not up [nobody answered, try again: HL_WAITS]',
      '  next: hl status a: how it stands now',
      '        hl run: once more, when what is said above is done',
      '  all of it: .hl/outcomes',
    ],
  ],
  [
    'made, and seen to be wrong: the way back is told; who looks has changed nothing',
    { name: 'verify', outcomes: [outcome('a'), outcome('b')], checks: [check('a', 'fail'), check('b', 'pass')], tell: 'without hints' },
    [
      '✖ verify: 1 of 2 services did not go through; 1 checks passed, 1 failed, 0 skipped (1.2 s)',
      '  ✖ a: health: expected 200, got 500',
      '  well: b',
      '  next: hl status a, hl logs a: how it stands now',
      '        hl rollback --service a: as it was before this run',
      '        hl run: once more, when what is said above is done',
      '  all of it: .hl/outcomes',
    ],
  ],
  [
    'in a pipeline there are jobs to press',
    { ci: true, outcomes: [outcome('a'), outcome('a', { system: 'traefik', status: 'failed', error: missing })], tell: 'counted' },
    [
      '✖ run: 1 of 2 services did not go through; 1 created (1.2 s)',
      '  well: b',
      '  next: the job rollback: all as it was before this pipeline',
      '        push a correction, or try this job again: what is done is left alone',
      '        hl status a, hl logs a: how it stands now',
      '  all of it: .hl/outcomes',
    ],
  ],
  [
    'what went back by itself is not taken back again, what did not go well is told',
    {
      outcomes: [outcome('a'), outcome('b')],
      checks: [check('a', 'fail'), check('b', 'fail')],
      rolledBack: [
        { service: 'a', healthy: true, reason: 'health', systems: [] },
        { service: 'b', healthy: false, reason: 'health', systems: [] },
      ],
      tell: 'without hints',
    },
    [
      '✖ run: 2 of 2 services did not go through; 2 created; 0 checks passed, 2 failed, 0 skipped (1.2 s)',
      '  ✖ a, b: health: expected 200, got 500',
      '  as before, and well: a',
      '  taken back, and not well: b',
      '  next: hl status a, hl logs a: how it stands now',
      '        hl rollback --service b: as it was before this run',
      '        hl run: once more, when what is said above is done',
      '  all of it: .hl/outcomes',
    ],
  ],
  [
    'what only waits has not failed',
    { name: 'traefik', tell: 'counted', outcomes: [outcome('a', { system: 'traefik', status: 'deferred', error: waiting }), outcome('b')] },
    [
      '! traefik: 1 of 2 services waits; 1 created (1.2 s)',
      '  well: b',
      '  next: hl status a: how it stands now',
      '        hl run: once more, when what is said above is done',
      '  all of it: .hl/outcomes',
    ],
  ],
  [
    'nothing went on after a plan that could not be made',
    { stopped: { at: 'plan', troubles: [{ services: ['a', 'b'], cause: 'nas: nobody answers', hint: 'Is it on?', waits: false }] } },
    [
      '✖ run: stopped at plan; 2 of 2 services did not go through (1.2 s)',
      '  ✖ a, b: nas: nobody answers',
      '    → Is it on?',
      '  next: hl status a: how it stands now',
      '        hl run: once more, when what is said above is done',
      '  all of it: .hl/outcomes',
    ],
  ],
  [
    'nor after a file that is not valid, which is no service yet',
    { services: [], stopped: { at: 'validate', troubles: [{ services: [], cause: 'a.yml:1:1: no', waits: false }] } },
    [
      '✖ run: stopped at validate (1.2 s)',
      '  ✖ a.yml:1:1: no',
      '  next: hl run: once more, when what is said above is done',
      '  all of it: .hl/outcomes',
    ],
  ],
])('%s', (_, more, lines) => expect(summaryLines(ending(more), screen)).toEqual(lines));

test('what was quoted under a message tells more than the colon before it', () => {
  const error = { ...missing, message: 'nas: a is unhealthy; it said:\n  fatal: no config\n  bye' };
  const lines = summaryLines(ending({ outcomes: [outcome('a', { status: 'failed', error })] }), screen);
  expect(lines[1]).toBe('  ✖ a: nas: a is unhealthy; it said: fatal: no config [the system said no: HL_IMAGE_NOT_FOUND]');
});

describe('it fits on the screen, whatever failed, and leaves two rows', () => {
  const many = Array.from({ length: 200 }, (_, index) =>
    outcome(`サービス-${index}`, {
      status: 'failed',
      error: { ...missing, message: `docker-media: ${index}: ${'🧨 very long '.repeat(index % 20)}`, hint: 'Check its name. '.repeat(4) },
    }),
  );
  test.each([80, 120, 40].flatMap((columns) => [24, 50].map((rows) => ({ columns, rows }))))('%j', (size) => {
    const lines = summaryLines(ending({ outcomes: many, services: many.map(({ service }) => service) }), size);
    const taken = lines.reduce((sum, line) => sum + Math.ceil(widthOf(line) / size.columns), 0);
    expect(taken).toBeLessThanOrEqual(size.rows - 2);
    expect(lines[1]).toContain('サービス-0: docker-media: 0:');
    expect(lines.join('\n')).toMatch(/\n {2}and 1\d\d more services\n {2}next: /);
  });
});
