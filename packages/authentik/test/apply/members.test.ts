import { HlError } from '@hl/core';
import { changeMembers, push } from '../../src/apply/members.js';
import { membership } from '../../src/apply/outposts.js';
import { fakeClient } from '../support/fake-client.js';
import { embeddedMark, outpost } from '../support/state.js';

const path = 'outposts/instances/outpost-pk/';
const other = outpost({ pk: 'other' });

test.each([
  ['a newcomer', { pk: 2, outposts: [outpost()] }, { add: [2], remove: [] }],
  ['one that is there', { pk: 1, outposts: [outpost()] }, { add: [], remove: [] }],
  ['one that leaves', { pk: 1, outposts: [] }, { add: [], remove: [1] }],
  ['one that moves', { pk: 1, outposts: [other] }, { add: [], remove: [1] }],
  ['one of another outpost', { pk: 2, outposts: [other] }, { add: [], remove: [] }],
  ['no provider', { pk: null, outposts: [outpost()] }, { add: [], remove: [] }],
])('membership: %s', (_, place, expected) => {
  expect(membership(outpost(), [place])).toEqual(expected);
});

test('membership: an outpost of another type has none', () => {
  expect(
    membership(outpost({ type: 'ldap' }), [
      { pk: 1, outposts: [] },
      { pk: 2, outposts: [outpost({ type: 'ldap' })] },
    ]),
  ).toEqual({ add: [], remove: [] });
});

/** An outpost's list, with somebody who writes it after us. */
function shared(
  first: readonly number[],
  { managed = null, others = [] as (readonly number[])[] }: { managed?: string | null; others?: (readonly number[])[] } = {},
) {
  let providers = first;
  const turns = [...others];
  const api = fakeClient();
  const lists: (readonly number[])[] = [];
  return Object.assign(api, {
    lists,
    get: async () => outpost({ providers, managed }) as never,
    send: async (_: string, __: string, body: object) => {
      providers = (body as { providers: number[] }).providers;
      lists.push(providers);
      providers = turns.shift() ?? providers;
      return {} as never;
    },
  });
}

test.each([
  ['a newcomer', [7], { add: [1], remove: [] }, [[7, 1]], []],
  ['a leaver', [7, 1], { add: [], remove: [1] }, [[7]], []],
  ['both', [7, 1], { add: [2], remove: [1] }, [[7, 2]], []],
  ['nothing to do', [7, 1], { add: [1], remove: [2] }, [], []],
  ['the last one, which cannot leave', [1], { add: [], remove: [1] }, [], [1]],
  ['the last two, of which one cannot leave', [1, 2], { add: [], remove: [1, 2] }, [[2]], [2]],
  ['an empty list', [], { add: [], remove: [1] }, [], []],
])('a standalone list: %s', async (_, first, change, written, stuck) => {
  const api = shared(first);
  expect(await changeMembers(api, outpost(), change)).toEqual(stuck);
  expect(api.lists).toEqual(written);
});

test('the embedded list may become empty', async () => {
  const api = shared([1], { managed: embeddedMark });
  expect(await changeMembers(api, outpost(), { add: [], remove: [1] })).toEqual([]);
  expect(api.lists).toEqual([[]]);
});

test('what somebody else overwrites is written again, with theirs', async () => {
  const api = shared([7], { others: [[7, 8]] });
  await changeMembers(api, outpost(), { add: [1], remove: [] });
  expect(api.lists).toEqual([
    [7, 1],
    [7, 8, 1],
  ]);
});

test('who never stops is named after eight times', async () => {
  const api = shared([7], { others: Array.from({ length: 9 }, () => [7]) });
  await expect(changeMembers(api, outpost(), { add: [1], remove: [] })).rejects.toMatchObject({
    code: 'HL_AUTHENTIK_BUSY',
    kind: 'refused',
    hint: expect.stringContaining('Terraform'),
  });
  expect(api.lists).toHaveLength(8);
});

const error = (code: string): HlError => new HlError(`HL_AUTHENTIK_${code}`, 'x', { kind: 'refused' });

test('what the server cannot save is said after eight times, what it refuses at once', async () => {
  const crashed = fakeClient({ [path]: outpost(), [`PATCH ${path}`]: error('CRASHED') });
  await expect(changeMembers(crashed, outpost(), { add: [2], remove: [] })).rejects.toMatchObject({ code: 'HL_AUTHENTIK_CRASHED' });
  expect(crashed.asked.filter((line) => line.startsWith('PATCH'))).toHaveLength(8);
  const refused = fakeClient({ [path]: outpost(), [`PATCH ${path}`]: error('PERMISSION') });
  await expect(changeMembers(refused, outpost(), { add: [2], remove: [] })).rejects.toMatchObject({ code: 'HL_AUTHENTIK_PERMISSION' });
  expect(refused.asked.filter((line) => line.startsWith('PATCH'))).toHaveLength(1);
});

test('an outpost that is gone', async () => {
  await expect(changeMembers(fakeClient(), outpost(), { add: [2], remove: [] })).rejects.toMatchObject({
    code: 'HL_AUTHENTIK_OUTPOST',
    kind: 'input',
    hint: expect.stringContaining('one that the token may see'),
  });
});

test('a push is a write of nothing', async () => {
  const api = fakeClient();
  await push(api, outpost());
  expect(api.asked).toEqual([`PATCH ${path} {}`]);
});
