import { redact } from '../../src/client/redact.js';

test.each([
  ['key=tops3cret.', ['tops3cret'], 'key=[REDACTED].'],
  ['twice tops3cret tops3cret', ['tops3cret'], 'twice [REDACTED] [REDACTED]'],
  ['abc', ['abc'], 'abc'],
  ['abcd', ['abcd'], '[REDACTED]'],
  ['a longer one first: secret-and-more', ['secret', 'secret-and-more'], 'a longer one first: [REDACTED]'],
  ['a line of it: second', ['first\nsecond'], 'a line of it: [REDACTED]'],
  ['as it is quoted: "a\\"bcd"', ['a"bcd'], 'as it is quoted: "[REDACTED]"'],
  ['nothing', [], 'nothing'],
])('%j', (text, values, shown) => {
  expect(redact(text, values)).toBe(shown);
});
