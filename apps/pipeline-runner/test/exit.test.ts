import { exitCodeOf, jobCode, mayContinue } from '../src/exit.js';

const outcome = (
  service: string,
  status: 'applied' | 'unchanged' | 'failed' | 'deferred' | 'conflict',
  kind: 'input' | 'conflict' | 'refused' | 'unreachable' | 'bug' = 'refused',
) => ({
  service,
  status,
  ...(status === 'failed' || status === 'deferred' || status === 'conflict' ? { error: { code: 'HL_X', kind, message: 'x' } } : {}),
});

test.each([
  ['nothing to do', [], 0],
  ['all well', [outcome('a', 'applied'), outcome('b', 'unchanged')], 0],
  ['some services failed', [outcome('a', 'applied'), outcome('b', 'failed')], 75],
  ['one service, half of it failed', [outcome('a', 'applied'), outcome('a', 'failed')], 4],
  ['nobody answered', [outcome('a', 'deferred', 'unreachable')], 5],
  ['held by somebody else', [outcome('a', 'conflict', 'conflict')], 3],
  ['our bug comes first', [outcome('a', 'deferred', 'unreachable'), outcome('b', 'failed', 'bug')], 70],
])('%s', (_, outcomes, code) => {
  expect(exitCodeOf(outcomes)).toBe(code);
});

test.each([
  ['deploy', [0, 75, 1, 2, 3, 4, 5, 70, 76]],
  ['remove', [0, 75, 1, 2, 3, 4, 5, 70, 76]],
  ['verify', [0, 75, 1, 2, 3, 4, 5, 70, 76]],
  ['traefik', [0, 75, 75, 75, 75, 75, 75, 70, 76]],
  ['dns', [0, 75, 75, 75, 75, 75, 75, 70, 76]],
  ['authentik', [0, 75, 75, 75, 75, 75, 75, 70, 76]],
  ['glance', [0, 75, 75, 75, 75, 75, 75, 70, 76]],
])('the job of %s', (command, codes) => {
  expect([0, 75, 1, 2, 3, 4, 5, 70, 76].map((code) => jobCode(command, code))).toEqual(codes);
});

test('only fully or partly done goes on', () => {
  expect([0, 75, 1, 2, 3, 4, 5, 70, 76].filter(mayContinue)).toEqual([0, 75]);
});
