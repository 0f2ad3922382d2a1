import { HlError } from '@hl/core';
import type { Change } from '@hl/core';
import { eachMake, openBatch, retryBatch } from '../../src/apply/batch.js';
import type { Batch } from '../../src/apply/batch.js';
import type { SsoSpec } from '../../src/desired/spec.js';
import { fakeClient } from '../support/fake-client.js';
import { application, applicationSpec, outpost, proxy, proxySpec, spec, state } from '../support/state.js';

const at = (slug: string, host: string): SsoSpec =>
  spec({
    provider: proxySpec({ name: `hl-${slug}`, externalHost: `https://${host}.example.org` }),
    application: applicationSpec({ provider: `hl-${slug}` }),
    groups: [],
  });
const change = (key: string, before: SsoSpec | null, after: SsoSpec | null): Change<SsoSpec> => ({
  system: 'authentik',
  key,
  service: key,
  before,
  after,
});

/** A server on which these services have these hosts, and what shall become of that. */
function batch(held: Readonly<Record<string, string>>, changes: readonly Change<SsoSpec>[]): Batch {
  const entries = Object.entries(held).map(([slug, host], index) => ({ slug, host, pk: index + 1 }));
  const given = state({
    applications: entries.map(({ slug, pk }) => application({ slug, provider: pk, pk: `${slug}-pk` })),
    providers: entries.map(({ slug, host, pk }) =>
      proxy({ pk, name: `hl-${slug}`, assigned_application_slug: slug, external_host: `https://${host}.example.org` }),
    ),
    outposts: [outpost({ providers: entries.map(({ pk }) => pk) })],
    bindings: [],
  });
  return { api: fakeClient(), changes, browserUrl: '', state: given };
}

async function orderOf(held: Readonly<Record<string, string>>, changes: readonly Change<SsoSpec>[], failing: readonly string[] = []) {
  const order: string[] = [];
  const sorted = await eachMake(batch(held, changes), async ({ change: { key } }) => {
    order.push(key);
    if (failing.includes(key)) throw new Error('no');
  });
  return {
    order,
    made: sorted.made.map(({ change: { key } }) => key),
    removals: sorted.removals.map(({ key }) => key),
    refused: Object.fromEntries(sorted.refused.map(({ change: { key }, error }) => [key, error])),
  };
}

describe('hosts', () => {
  test.each([
    ['free ones, as they come', {}, [change('b', null, at('b', 'x')), change('a', null, at('a', 'y'))], ['b', 'a']],
    [
      'one that a service gives up',
      { two: 'x' },
      [change('one', null, at('one', 'x')), change('two', at('two', 'x'), at('two', 'y'))],
      ['two', 'one'],
    ],
    [
      'down a chain',
      { one: 'x', two: 'y' },
      [change('zoo', null, at('zoo', 'x')), change('one', at('one', 'x'), at('one', 'y')), change('two', at('two', 'y'), at('two', 'z'))],
      ['two', 'one', 'zoo'],
    ],
    ['one that a removal frees', { one: 'x' }, [change('two', null, at('two', 'x')), change('one', at('one', 'x'), null)], ['two']],
    ['its own', { one: 'x' }, [change('one', at('one', 'x'), at('one', 'x'))], ['one']],
  ])('%s', async (_, held, changes, expected) => {
    const { order, made, refused } = await orderOf(held, changes);
    expect([order, made, refused]).toEqual([expected, expected, {}]);
  });

  test.each([
    [
      'two that swap',
      { one: 'x', two: 'y' },
      [change('one', at('one', 'x'), at('one', 'y')), change('two', at('two', 'y'), at('two', 'x'))],
      ['one', 'two'],
    ],
    ['a service that keeps it', { one: 'x' }, [change('two', null, at('two', 'x'))], ['two']],
  ])('not free: %s', async (_, held, changes, expected) => {
    const { order, refused } = await orderOf(held, changes);
    expect(order).toEqual([]);
    expect(Object.keys(refused)).toEqual(expected);
    for (const error of Object.values(refused)) expect(error).toMatchObject({ code: 'HL_AUTHENTIK_HOST', kind: 'conflict' });
  });

  test('what to do is in two pushes when the other one moves, else another host', async () => {
    const moving = [change('one', null, at('one', 'x')), change('two', at('two', 'x'), at('two', 'y'))];
    const { order, refused } = await orderOf({ two: 'x' }, moving, ['two']);
    expect(order).toEqual(['two']);
    expect(refused['one']).toMatchObject({ hint: expect.stringContaining('two pushes') });
    expect(refused['two']).toMatchObject({ message: 'no' });
    const staying = await orderOf({ two: 'x' }, [change('one', null, at('one', 'x')), change('two', at('two', 'x'), at('two', 'x'))]);
    expect(staying.order).toEqual(['two']);
    expect(staying.refused['one']).toMatchObject({ hint: expect.stringContaining('another host name') });
  });

  test('a claim that is taken by one is not free for the next', async () => {
    const { made, refused } = await orderOf({}, [change('one', null, at('one', 'x')), change('two', null, at('two', 'x'))]);
    expect([made, Object.keys(refused)]).toEqual([['one'], ['two']]);
  });
});

test('what is somebody else’s is refused, what wants no application is a removal', async () => {
  const given = batch({ one: 'x', two: 'y' }, [
    change('one', at('one', 'x'), at('one', 'x')),
    change('two', at('two', 'y'), { ...at('two', 'y'), application: null }),
  ]);
  const theirs = {
    ...given,
    state: state({
      ...given.state,
      applications: [application({ slug: 'one', meta_publisher: 'me' }), application({ slug: 'two', provider: 2 })],
    }),
  };
  const sorted = await eachMake(theirs, async () => undefined);
  expect(sorted.made).toEqual([]);
  expect(sorted.removals.map(({ key }) => key)).toEqual(['two']);
  expect(sorted.refused).toMatchObject([{ change: { key: 'one' }, error: { code: 'HL_CONFLICT' } }]);
});

describe('again when another writer was faster', () => {
  const gone = new HlError('HL_AUTHENTIK_GONE', 'x', { kind: 'refused' });

  test('with what holds then', async () => {
    const api = fakeClient();
    const opened = await openBatch({ api, changes: [], browserUrl: '' });
    const seen: unknown[] = [];
    const result = await retryBatch(opened, async () => {
      seen.push(opened.state);
      if (seen.length < 3) throw gone;
      return 'done';
    });
    expect([result, new Set(seen).size]).toEqual(['done', 3]);
  });

  test('four times at most, and not for any other error', async () => {
    const opened = batch({}, []);
    let count = 0;
    const always = (error: Error) => retryBatch(opened, async () => ((count += 1), Promise.reject(error)));
    await expect(always(gone)).rejects.toBe(gone);
    expect(count).toBe(4);
    await expect(always(new Error('other'))).rejects.toThrow('other');
    expect(count).toBe(5);
  });
});
