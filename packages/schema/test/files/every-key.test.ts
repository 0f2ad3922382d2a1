import { all, noKeyInSilence, nothing, valueOf, values } from './every-key.js';

test('there are as many keys as the schema has', () => {
  expect(all.length).toBeGreaterThan(200);
  expect(all.filter(([path, node]) => !nothing.has(path) && valueOf(path, node) === undefined).map(([path]) => path)).toEqual([]);
  expect(Object.keys(values).filter((path) => !all.some(([known]) => known === path))).toEqual([]);
});

noKeyInSilence(['a container', 'a compose file of its own']);
