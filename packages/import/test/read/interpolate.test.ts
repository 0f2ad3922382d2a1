import { interpolate, literal } from '../../src/read/interpolate.js';

const env: { readonly [name: string]: string } = { A: 'a', EMPTY: '', DOLLAR: 'x$y' };
const lookup = (name: string) => (name === 'KEY' ? { secret: 'API_KEY' } : env[name] === undefined ? null : { text: env[name] });

test.each([
  ['$A-${A}', 'a-a'],
  ['$$A', '$$A'],
  ['${DOLLAR}', 'x$$y'],
  ['${NONE}', '<NONE>'],
  ['${NONE:-d}/${NONE-d}', 'd/d'],
  ['${EMPTY:-d}/${EMPTY-d}', 'd/'],
  ['${NONE:-${A}b}', 'ab'],
  ['${NONE:-${ALSO:-c}}', 'c'],
  ['${A:+y}${NONE:+y}${EMPTY:+y}${EMPTY+z}', 'yz'],
  ['${A:?is needed}', 'a'],
  ['${NONE:?is needed}', '<NONE>'],
  ['pre${KEY}post', 'pre${API_KEY}post'],
  ['${KEY:-default}', '${API_KEY}'],
  ['100% of $ and $1', '100% of $ and $1'],
])('%s is %s', (text, expected) => {
  expect(interpolate(text, lookup, (name) => `<${name}>`)).toBe(expected);
});

test('$$ is one dollar where a dollar is a dollar', () => {
  expect(literal('$$argon2id$$v=19')).toBe('$argon2id$v=19');
});
