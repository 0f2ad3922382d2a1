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

test.each([
  ['a text', 'went wrong', 'went wrong'],
  ['a number', 7, '7'],
  ['nothing', undefined, 'undefined'],
  ['an object', { a: 1 }, '[object Object]'],
])('%s that is thrown is our bug, with what it was as its cause', (_, thrown, message) => {
  const error = HlError.from(thrown);
  expect([error.code, error.kind, error.message, error.cause]).toEqual(['HL_BUG', 'bug', message, thrown]);
  expect(error.hint).toContain('--verbose');
});

test('an error has a name and a stack, and a cause only when there is one', () => {
  const plain = new HlError('HL_X', 'what', { kind: 'input' });
  expect([plain.name, plain.hint, 'cause' in plain]).toEqual(['HlError', undefined, false]);
  expect(plain.stack).toContain('error.test');
  expect('hint' in plain.toJSON()).toBe(false);
});
