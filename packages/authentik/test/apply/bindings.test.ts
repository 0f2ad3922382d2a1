import { bindingDiff, writeBindings } from '../../src/apply/bindings.js';
import { binding } from '../support/state.js';
import { fakeClient } from '../support/fake-client.js';

const pks = new Map([
  ['family', 'family-pk'],
  ['admins', 'admins-pk'],
]);
const family = binding();
const admins = binding({ pk: 'b2', group: 'admins-pk' });
const nothing = { add: [], enable: [], surplus: [] };

test.each([
  ['as wanted', ['family'], [family], nothing],
  ['none wanted, none there', [], [], nothing],
  ['one is missing', ['family', 'admins'], [family], { add: [{ group: 'admins-pk', negate: false }] }],
  ['one is too many', ['family'], [family, admins], { surplus: [admins] }],
  ['one is there twice', ['family'], [family, binding({ pk: 'b2' })], { surplus: [binding({ pk: 'b2' })] }],
  ['a disabled one is switched on', ['family'], [binding({ enabled: false })], { enable: [binding({ enabled: false })] }],
  ['a disabled one beside an enabled one stays as it is', ['family'], [binding({ enabled: false }), family], nothing],
  ['a disabled one that is not wanted stays as it is: it belongs to somebody', [], [binding({ enabled: false })], nothing],
  ['those of policies and users stay', [], [binding({ group: null })], nothing],
  [
    'one that shuts out is another',
    ['family'],
    [binding({ negate: true })],
    { add: [{ group: 'family-pk', negate: false }], surplus: [binding({ negate: true })] },
  ],
  ['one that shuts out, as it was', [{ group: 'family', negate: true } as const], [binding({ negate: true })], nothing],
  [
    'one that shuts out, again',
    [{ group: 'family', negate: true } as const],
    [family],
    { add: [{ group: 'family-pk', negate: true }], surplus: [family] },
  ],
])('%s', (_, wanted, found, expected) => {
  expect(bindingDiff(wanted, pks, found)).toEqual({ ...nothing, ...expected });
});

test('who may enter comes before who may no longer', async () => {
  const api = fakeClient();
  await writeBindings(api, 'app', { add: [{ group: 'g', negate: true }], enable: [binding({ order: 3 })], surplus: [admins] });
  expect(api.asked).toEqual([
    'POST policies/bindings/ {"target":"app","group":"g","negate":true,"enabled":true,"order":0}',
    'PATCH policies/bindings/binding-pk/ {"target":"app","group":"family-pk","order":3,"enabled":true}',
    'DELETE policies/bindings/b2/',
  ]);
});
