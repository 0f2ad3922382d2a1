import { exitCodes, HlError } from '@hl/core';

test('an error is data: code, kind, message and hint, never the cause', () => {
  const error = new HlError('HL_X', 'what', { kind: 'refused', hint: 'do this', cause: new Error('token=secret') });
  expect(JSON.parse(JSON.stringify(error))).toEqual({ code: 'HL_X', kind: 'refused', message: 'what', hint: 'do this' });
  expect(HlError.from(error)).toBe(error);
});

test('anything else that is thrown is our bug', () => {
  expect(HlError.from(new TypeError('x is undefined'))).toMatchObject({ code: 'HL_BUG', kind: 'bug', message: 'x is undefined' });
  expect(exitCodes).toEqual({ input: 2, conflict: 3, refused: 4, unreachable: 5, bug: 70, superseded: 76 });
});
