import { complete, groupName } from '../../src/desired/spec.js';
import type { SsoSpec } from '../../src/desired/spec.js';
import { spec } from '../support/state.js';

test('what an older ledger lacks means nothing, what it has stays', () => {
  expect(complete({} as SsoSpec)).toEqual({ provider: null, application: null, groups: [], outposts: [] });
  expect(complete(spec())).toEqual(spec());
});

test.each([
  ['family', 'family'],
  [{ group: 'family', negate: true } as const, 'family'],
])('the group of %j', (binding, expected) => {
  expect(groupName(binding)).toBe(expected);
});
