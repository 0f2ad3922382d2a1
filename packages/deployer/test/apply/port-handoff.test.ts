import type { Change } from '@hl/core';
import { handoffs, inOrder, swapError, swapped } from '../../src/apply/port-handoff.js';
import type { ComposeSpec } from '../../src/spec.js';
import { specFrom } from '../../src/spec.js';

interface Wanted {
  readonly ports?: readonly (number | string)[];
  readonly name?: string;
  readonly project?: string;
  readonly after?: readonly string[];
}

const spec = (service: string, { ports = [], name, project = service, after = [] }: Wanted): ComposeSpec =>
  specFrom({
    project,
    dependsOnServices: after,
    compose: JSON.stringify({
      services: { [service]: { ports: ports.map((port) => (typeof port === 'number' ? `${port}:80` : port)), container_name: name } },
    }),
  });
const change = (service: string, before: Wanted | null, after: Wanted | null): Change<ComposeSpec> => ({
  system: 'compose',
  key: `h/${service}`,
  service,
  before: before && spec(service, before),
  after: after && spec(service, after),
});

/** What runs, in order: `>` begins, `<` ends. */
async function order(...changes: Change<ComposeSpec>[]): Promise<string> {
  const steps: string[] = [];
  await inOrder(changes, async ({ service }) => {
    steps.push(`>${service}`);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    steps.push(`<${service}`);
  });
  return steps.join(' ');
}

test.each<[string, Change<ComposeSpec>[], Record<string, string[]>]>([
  ['a port', [change('a', { ports: [1] }, { ports: [2] }), change('b', null, { ports: [1] })], { b: ['a'] }],
  ['a port of a removed one', [change('a', { ports: [1] }, null), change('b', null, { ports: [1] })], { b: ['a'] }],
  ['a name', [change('a', { name: 'x' }, { name: 'y' }), change('b', null, { name: 'x' })], { b: ['a'] }],
  ['a project', [change('a', { project: 'x' }, null), change('b', null, { project: 'x' })], { b: ['a'] }],
  ['a UDP port', [change('a', { ports: ['53:53/udp'] }, {}), change('b', null, { ports: ['53:53/udp'] })], { b: ['a'] }],
  ['another protocol', [change('a', { ports: ['53:53/udp'] }, {}), change('b', null, { ports: ['53:53'] })], {}],
  ['a port that is kept', [change('a', { ports: [1] }, { ports: [1, 2] }), change('b', null, { ports: [1] })], {}],
  ['its own', [change('a', { ports: [1], name: 'a' }, { ports: [1], name: 'a' })], {}],
  ['nothing', [change('a', null, { ports: [1] }), change('b', { ports: [2] }, null)], {}],
])('who waits for %s', (_, changes, expected) => {
  const found = [...handoffs(changes)].filter(([, first]) => first.length > 0);
  expect(Object.fromEntries(found.map(([{ service }, first]) => [service, first.map((one) => one.service)]))).toEqual(expected);
});

describe('swaps', () => {
  const round = (...names: string[]) =>
    names.map((name, index) => change(name, { ports: [1 + index] }, { ports: [1 + ((index + 1) % names.length)] }));

  test.each<[string, Change<ComposeSpec>[], string[]]>([
    ['two', round('a', 'b'), ['a', 'b']],
    ['three', round('a', 'b', 'c'), ['a', 'b', 'c']],
    ['two beside others', [...round('a', 'b'), change('c', null, { ports: [7] })], ['a', 'b']],
    ['names', [change('a', { name: 'x' }, { name: 'y' }), change('b', { name: 'y' }, { name: 'x' })], ['a', 'b']],
    ['a chain is none', [change('a', { ports: [1] }, { ports: [2] }), change('b', { ports: [2] }, { ports: [3] })], []],
    ['a renamed service is none', [change('a', { ports: [1], project: 'x' }, null), change('b', null, { ports: [1], project: 'x' })], []],
    ['one that waits for a swap is in none', [...round('a', 'b'), change('c', { ports: [5] }, { ports: [6] })], ['a', 'b']],
  ])('%s', (_, changes, services) => {
    expect([...swapped(changes)].map(({ service }) => service)).toEqual(services);
  });

  test('are told with the others and the way out', () => {
    const changes = round('a', 'b', 'c');
    const [a] = changes;
    if (a === undefined) throw new Error('there are three');
    expect(swapError(a, swapped(changes))).toMatchObject({
      code: 'HL_EXCHANGE',
      kind: 'input',
      message: 'a exchanges ports or names with b, c, and none of them can go first',
      hint: expect.stringMatching(/^Do it in two pushes: /),
    });
  });
});

describe('the order', () => {
  test.each<[string, Change<ComposeSpec>[], string]>([
    ['side by side', [change('a', null, {}), change('b', null, {})], '>a >b <a <b'],
    ['dependencies first', [change('a', null, { after: ['b'] }), change('b', null, {})], '>b <b >a <a'],
    ['a dependency that does not change is not waited for', [change('a', null, { after: ['x'] })], '>a <a'],
    ['a dependency that goes away is not waited for', [change('a', null, { after: ['b'] }), change('b', {}, null)], '>a <a >b <b'],
    [
      'of two that go, the one that depends on the other first',
      [change('a', {}, null), change('b', { after: ['a'] }, null), change('c', { after: ['b'] }, null)],
      '>c <c >b <b >a <a',
    ],
    ['removals last', [change('b', {}, null), change('a', null, {}), change('c', null, {})], '>a >c <a <c >b <b'],
    ['a removal that frees a port first', [change('a', null, { ports: [1] }), change('b', { ports: [1] }, null)], '>b <b >a <a'],
    [
      'other removals last all the same',
      [change('a', null, { ports: [1] }), change('b', { ports: [1] }, null), change('c', {}, null)],
      '>b <b >a <a >c <c',
    ],
    [
      'a chain from its end',
      [
        change('a', { ports: [1] }, { ports: [2] }),
        change('b', { ports: [2] }, { ports: [3] }),
        change('c', { ports: [3] }, { ports: [4] }),
      ],
      '>c <c >b <b >a <a',
    ],
    [
      'the port counts where a dependency says otherwise',
      [change('a', { ports: [1] }, { ports: [3], after: ['b'] }), change('b', { ports: [2] }, { ports: [1] })],
      '>a <a >b <b',
    ],
    ['only removals', [change('a', {}, null), change('b', {}, null)], '>a >b <a <b'],
    ['nothing', [], ''],
  ])('%s', async (_, changes, expected) => {
    expect(await order(...changes)).toBe(expected);
    if (!expected.includes('>a >')) expect(await order(...[...changes].reverse())).toBe(expected);
  });

  test('services that depend on one another do not wait for ever', async () => {
    const circle = [change('a', null, { after: ['b'] }), change('b', null, { after: ['c'] }), change('c', null, { after: ['a'] })];
    expect((await order(...circle)).match(/>./g)).toHaveLength(3);
    expect(await order(change('a', null, { after: ['a'] }))).toBe('>a <a');
  });
});
