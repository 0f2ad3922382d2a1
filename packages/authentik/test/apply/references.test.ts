import { exampleService } from '@hl/core/testing';
import { setup, writes } from '../support/setup.js';

const service = exampleService();

describe('what is named must be there before anything is written', () => {
  test.each([
    ['a group', { authentik: { groups: ['family', 'Family'] } }, {}, 'HL_AUTHENTIK_GROUP', /Directory › Groups/],
    [
      'the authorization flow',
      { authentik: { authorizationFlow: 'nope' } },
      {},
      'HL_AUTHENTIK_FLOW',
      /default-provider-authorization-explicit-consent/,
    ],
    ['the invalidation flow', { authentik: { invalidationFlow: 'nope' } }, {}, 'HL_AUTHENTIK_FLOW', /default-provider-invalidation-flow/],
    ['the outpost', {}, { outpost: 'authentik embedded outpost' }, 'HL_AUTHENTIK_OUTPOST', /one of: authentik Embedded Outpost/],
    ['a redirect URI of method oidc', { authentik: { method: 'oidc' } }, {}, 'HL_AUTHENTIK_REDIRECT', /redirect_uris/],
  ] as const)('%s', async (_, over, options, code, hint) => {
    const { lab, go } = await setup({}, { guard: false, ...options });
    const [outcome] = await go([], [exampleService(over)]);
    expect(outcome).toMatchObject({ status: 'failed', error: { code, kind: 'input', hint: expect.stringMatching(hint) } });
    expect(writes(lab)).toEqual([]);
  });

  test('the group of an application that is open without it: that is said', async () => {
    const { lab, go } = await setup();
    const grouped = exampleService({ authentik: { groups: ['family'] } });
    await go([], [grouped]);
    lab.deleteGroup('family');
    const before = writes(lab).length;
    expect(await go([grouped], [grouped])).toMatchObject([
      { status: 'failed', error: { code: 'HL_AUTHENTIK_GROUP', hint: expect.stringContaining('every user may enter') } },
    ]);
    expect(writes(lab)).toHaveLength(before);
  });

  test('an outpost of another type does not count', async () => {
    const { go } = await setup({ outposts: [{ name: 'main', type: 'ldap' }] }, { guard: false });
    expect(await go([], [service])).toMatchObject([{ status: 'failed', error: { code: 'HL_AUTHENTIK_OUTPOST' } }]);
  });

  test('a flow of its own on a server without invalidation flows', async () => {
    const { go } = await setup({ version: '2024.8' });
    const [outcome] = await go([], [exampleService({ authentik: { invalidationFlow: 'mine' } })]);
    expect(outcome).toMatchObject({
      status: 'failed',
      error: { code: 'HL_AUTHENTIK_FLOW', kind: 'input', hint: expect.stringContaining('2024.10') },
    });
  });

  test('one that fails does not stop the others', async () => {
    const { go } = await setup();
    const [bad, good] = [exampleService({ name: 'bad', authentik: { groups: ['nope'] } }), exampleService({ name: 'good' })];
    expect(await go([], [bad, good])).toMatchObject([{ status: 'failed' }, { status: 'applied' }]);
  });
});
