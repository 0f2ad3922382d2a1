import type { CheckResult } from '@hl/core';
import { changesIn, tableOf, type Seen } from '../../../src/stages/verify/watched.js';

const check = (over: Partial<CheckResult> = {}): CheckResult => ({
  ...{ service: 'metube', name: 'health', status: 'pass', expected: '200', actual: '200', attempts: 1, ms: 5 },
  ...over,
});
const bad = check({ status: 'fail', actual: '502' });
const at = (minute: number): string => `2026-11-29T12:0${minute}:00.000Z`;
const line = (text: string): unknown => expect.stringContaining(text);

test('the first look is one line, and one for each check that fails', () => {
  expect(changesIn(new Map(), [check(), check({ name: 'dns' })], at(0)).lines).toEqual(['12:00:00 all 2 checks are well']);
  expect(changesIn(new Map(), [bad, check({ name: 'dns' })], at(0)).lines).toEqual([
    '12:00:00 1 of 2 checks fail',
    '12:00:00 ✖ metube health: expected 200, got 502',
  ]);
});

test('after that only what is otherwise than before, with the time since when', () => {
  let seen: ReadonlyMap<string, Seen> = new Map();
  const told = (minute: number, ...checks: CheckResult[]): readonly string[] => {
    const { next, lines } = changesIn(seen, checks, at(minute));
    seen = next;
    return lines;
  };
  told(0, check());
  expect(told(1, check())).toEqual([]);
  expect(told(2, bad)).toEqual(['12:02:00 ✖ metube health: expected 200, got 502']);
  expect(told(3, { ...bad, actual: '503' })).toEqual([]);
  expect([...seen.values()]).toMatchObject([{ since: at(2), check: { actual: '503' } }]);
  expect(told(4, check())).toEqual(['12:04:00 ✔ metube health: 200']);
  expect(told(5, check({ service: 'new', status: 'fail' }))).toEqual([
    line('✖ new health'),
    '12:05:00 - metube health: not looked at any more',
  ]);
  expect(told(6, check({ service: 'new', status: 'skip', actual: 'no DNS' }))).toEqual([line('- new health: skipped, no DNS')]);
});

test('the table: who fails first, as much as fits', () => {
  const seen = (service: string, status: 'pass' | 'fail', name = 'health'): Seen => ({
    check: check({ service, status, name, actual: 'a\u001b[31mb'.padEnd(60, 'c') }),
    since: at(1),
  });
  const all = [seen('well', 'pass'), seen('sick', 'fail'), seen('sick', 'pass', 'dns'), seen('sick', 'fail', 'route')];
  const lines = tableOf(all, true, { columns: 48, rows: 24 });
  expect(lines).toEqual([
    line('✖ sick     health      12:01:00  a\\u001b[31mb'),
    line('✖ sick     route '),
    line('1 of 2 services are well, 4 checks; looking'),
  ]);
  expect(lines.every(({ length }) => length <= 48)).toBe(true);
  expect(tableOf([...all, ...all, ...all], false, { columns: 80, rows: 5 })).toEqual([line('✖ sick'), '  and 5 more', line('; waiting')]);
});
