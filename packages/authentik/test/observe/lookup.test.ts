import { isMarked, lookUp, outpostsWith, ownProvider, providerNamed, targetOf } from '../../src/observe/lookup.js';
import { application, binding, oauth2, outpost, proxy, state } from '../support/state.js';

const unlinked = application({ provider: null });

test.each([
  ['nothing', state({ applications: [] }), { application: null, provider: null, hasUnknownProvider: false, bindings: [] }],
  ['what is linked', state(), { application: application(), provider: proxy(), hasUnknownProvider: false, bindings: [binding()] }],
  ['a provider that is not known', state({ providers: [] }), { provider: null, hasUnknownProvider: true }],
  ['a provider that has our name but no link', state({ applications: [unlinked] }), { provider: null, hasUnknownProvider: false }],
  [
    'one that we began',
    state({ applications: [unlinked], providers: [proxy({ name: 'hl-metube of app-pk' })] }),
    { provider: { pk: 1 }, hasUnknownProvider: false },
  ],
  [
    'one that looks as if we began it, at an application of somebody else',
    state({ applications: [application({ provider: null, meta_publisher: '' })], providers: [proxy({ name: 'hl-metube of app-pk' })] }),
    { provider: null },
  ],
  [
    'one that we began for another application',
    state({ applications: [unlinked], providers: [proxy({ name: 'hl-metube of x' })] }),
    { provider: null },
  ],
  ['bindings of others', state({ bindings: [binding({ target: 'x' })] }), { bindings: [] }],
  [
    'the target of newer servers',
    state({ applications: [application({ pbm_uuid: 'x' })], bindings: [binding({ target: 'x' })] }),
    { bindings: [{ target: 'x' }] },
  ],
])('%s', (_, given, expected) => {
  expect(lookUp(given, 'metube')).toMatchObject(expected);
});

test('a proxy provider is listed as one of OpenID Connect too: it is a proxy', () => {
  const given = state({ providers: [proxy(), oauth2({ pk: 1, name: 'hl-metube' })] });
  expect(lookUp(given, 'metube').provider?.kind).toBe('proxy');
  expect(providerNamed(given, 'hl-metube')?.kind).toBe('proxy');
});

test('names are compared exactly', () => {
  expect(providerNamed(state(), 'HL-MeTube')).toBeNull();
});

test.each([
  ['linked and named by us', application(), proxy(), true],
  ['not linked yet', unlinked, proxy({ name: 'hl-metube of app-pk' }), true],
  ['named otherwise', application(), proxy({ name: 'mine' }), false],
  ['without an application', null, proxy(), false],
  ['none', application(), null, false],
])('our own provider: %s', (_, row, provider, isOurs) => {
  const found = { application: row, provider, hasUnknownProvider: false, bindings: [] };
  expect(ownProvider(found)).toBe(isOurs ? provider : null);
});

test.each([
  [application(), true],
  [application({ meta_publisher: '' }), false],
  [null, false],
  [undefined, false],
])('marked: %#', (row, expected) => {
  expect(isMarked(row)).toBe(expected);
});

test('the target of bindings, and outposts with a provider', () => {
  expect([targetOf(application()), targetOf(application({ pbm_uuid: 'x' }))]).toEqual(['app-pk', 'x']);
  const [a, b] = [outpost({ providers: [1, 2] }), outpost({ providers: [2] })];
  expect(outpostsWith(state({ outposts: [a, b] }), 1)).toEqual([a]);
});
