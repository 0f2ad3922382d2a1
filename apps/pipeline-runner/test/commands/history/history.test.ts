import { historyLines, type Run } from '../../../src/commands/history/history.js';

const run = (rest: Partial<Run>): Run => ({
  ...{
    service: 'metube',
    time: '2026-01-02T03:04:05.678Z',
    commit: 'a1b2c3d4e5f6',
    action: 'add',
    healthy: true,
    pipelineUrl: null,
    title: null,
  },
  ...rest,
});

test('who, when, what, which commit, how it ended, which revision stood then', () => {
  const runs = [
    run({ by: 'ann', revision: 1, title: 'feat: metube', pipelineUrl: 'https://gitlab.example.org/p/1' }),
    run({ service: 'it-tools', action: 'rollback', healthy: false }),
  ];
  expect(historyLines(runs, Infinity)).toEqual([
    'TIME                     SERVICE   WHAT      REVISION  BY   COMMIT    TITLE         PIPELINE',
    '2026-01-02T03:04:05Z  ✔  metube    add       1         ann  a1b2c3d4  feat: metube  https://gitlab.example.org/p/1',
    '2026-01-02T03:04:05Z  ✖  it-tools  rollback  -         -    a1b2c3d4  -             -',
  ]);
});

test('an older ledger knows less, and a narrow screen shows less of the title', () => {
  const [, line = ''] = historyLines([run({ title: 'a title that goes on and on, and on' })], 80);
  expect(line).toMatch(/metube {3}add {3}a1b2c3d4 {2}a title that goes .*…$/);
  expect(line.length).toBeLessThanOrEqual(80);
});
