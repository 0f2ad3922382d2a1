import { callOf, withArguments } from '../src/call.js';

test.each([
  ['hl.yml', 'hl'],
  ['./hl.yml', 'hl'],
  ['site.yml', 'hl --config site.yml'],
  ['lab/hl.yml', 'hl --cwd lab'],
  ['my lab/site.yml', "hl --cwd 'my lab' --config site.yml"],
])('hl for %s', (config, call) => {
  expect(callOf('hl', config)).toBe(call);
});

test('a shell sees words only', () => {
  expect(withArguments('hl', ['validate', 'services/a-b_c.d/e.yml', 'a b', '$(x)', ''])).toBe(
    "hl validate services/a-b_c.d/e.yml 'a b' '$(x)' ''",
  );
});
