import type { ErrorKind } from '@hl/core';
import { told, toldShort } from '../../src/text/who.js';

test.each<[ErrorKind, string]>([
  ['input', 'yours to correct'],
  ['conflict', 'somebody else holds it'],
  ['refused', 'the system said no'],
  ['unreachable', 'nobody answered, try again'],
  ['bug', 'a bug of hl'],
  ['superseded', 'a newer run has taken over'],
])('who must act on %s: %s', (kind, who) => {
  const error = { code: 'HL_X', kind, message: 'nas: no\n  it said this', hint: 'Do that.' };
  expect(told(error)).toBe(`nas: no [${who}: HL_X]\n  it said this\n  → Do that.`);
  expect(toldShort(error)).toBe(`nas: no [${who}: HL_X]`);
});

test('without a hint there is none', () => {
  expect(told({ code: 'HL_X', kind: 'bug', message: 'no' })).toBe('no [a bug of hl: HL_X]');
});
