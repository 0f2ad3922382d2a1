import { dotenv, envLine } from '../../src/client/dotenv.js';

test.each([
  ['plain', 'A="plain"'],
  ['', 'A=""'],
  ['a "b" \\', 'A="a \\"b\\" \\\\"'],
  ['pa$word', 'A="pa\\$word"'],
  ['a\nb\r\nc', 'A="a\\nb\\r\\nc"'],
  ['\\n', 'A="\\\\n"'],
  [" it's #1 ", 'A=" it\'s #1 "'],
])('%j', (value, line) => {
  expect(envLine('A', value)).toBe(line);
});

test('the file begins with our mark', () => {
  expect(dotenv('web', { A: '1', B: 'x\ny' })).toBe('# hl: secrets of web\nA="1"\nB="x\\ny"\n');
});
