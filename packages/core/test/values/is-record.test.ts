import { isRecord, sha256 } from '@hl/core';

test.each([
  [{}, true],
  [{ a: 1 }, true],
  [Object.create(null), true],
  [[], false],
  [null, false],
  [undefined, false],
  ['text', false],
  [7, false],
  [() => 1, false],
])('%p is a record: %s', (value, expected) => expect(isRecord(value)).toBe(expected));

test('a digest in hex, of text as of its bytes', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  expect(sha256(Buffer.from('abc'))).toBe(sha256('abc'));
});
