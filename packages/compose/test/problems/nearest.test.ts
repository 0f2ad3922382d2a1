import { didYouMean, nearest } from '../../src/problems/nearest.js';

test.each([
  ['medai', ['media', 'downloads'], 'media'],
  ['docker-medai', ['docker-apps', 'docker-media'], 'docker-media'],
  ['Image', ['port', 'image'], 'image'],
  ['imgae', ['image'], 'image'],
  ['imag', ['image'], 'image'],
  ['imagee', ['image'], 'image'],
  ['iXagX', ['image'], undefined],
  ['restart', ['restart_policy', 'retries'], 'restart_policy'],
  ['restar', ['restart_policy', 'restart'], 'restart'],
  ['env', ['entrypoint', 'environment'], 'environment'],
  ['en', ['environment'], undefined],
  ['x', ['y'], 'y'],
  ['xy', ['ab'], undefined],
  ['prot', ['port', 'ports'], 'port'],
  ['', ['a'], 'a'],
  ['', ['ab'], undefined],
  ['a'.repeat(5_000), ['b'.repeat(10)], undefined],
  ['anything', [], undefined],
])('%s among %j is %s', (word, names, expected) => {
  expect(nearest(word, names)).toBe(expected);
  expect(didYouMean(word, names)).toBe(expected === undefined ? undefined : `Did you mean ${expected}?`);
});
