import { apply, plan } from '@hl/core';
import type { Outcome } from '@hl/core';
import { exampleService, exampleSite } from '@hl/core/testing';
import { testHost } from '../host.js';
import type { TestHost } from '../host.js';
import type { Example } from '../example.js';

let host: TestHost;
beforeEach(async () => {
  host = await testHost();
});
afterEach(() => host.close());

const service = (name: string, port: number, over: Partial<Example['deployment']> = {}): Example =>
  exampleService({
    name,
    port,
    deployment: {
      installPath: `/opt/${name}`,
      image: `${name}:1`,
      volumes: [],
      ports: [{ host: port, container: 80, protocol: 'tcp', hostIp: null }],
      ...over,
    },
  });

async function go(before: readonly Example[], after: readonly Example[]): Promise<readonly Outcome[]> {
  const integration = host.integration();
  const { changes } = await plan(integration, { before, after, site: exampleSite() });
  return apply(integration, changes);
}

const told = (outcomes: readonly Outcome[]): Record<string, string> =>
  Object.fromEntries(outcomes.map(({ service: name, status, error }) => [name, error ? `${status}: ${error.code}` : status]));

const running = (): Record<string, number | undefined> =>
  Object.fromEntries(
    host.docker
      .containers()
      .filter(({ state }) => state === 'running')
      .map(({ labels, ports }) => [labels['hl.service'], ports[0]?.host]),
  );

test.each<{ title: string; before: [string, number][]; after: [string, number][] }>([
  {
    title: 'is handed on',
    before: [
      ['a', 8001],
      ['b', 8002],
    ],
    after: [
      ['b', 8001],
      ['a', 8003],
    ],
  },
  {
    title: 'is handed on in a chain',
    before: [
      ['a', 8001],
      ['b', 8002],
      ['c', 8003],
    ],
    after: [
      ['a', 8002],
      ['b', 8003],
      ['c', 8004],
    ],
  },
  {
    title: 'is inherited',
    before: [
      ['a', 8001],
      ['b', 8002],
    ],
    after: [
      ['b', 8001],
      ['c', 8002],
    ],
  },
])('a port that $title', async ({ before, after }) => {
  const [old, next] = [before, after].map((list) => list.map(([name, port]) => service(name, port)));
  await go([], old ?? []);
  const outcomes = await go(old ?? [], next ?? []);
  expect(outcomes.filter(({ status }) => status !== 'applied')).toEqual([]);
  expect(running()).toEqual(Object.fromEntries(after));
});

test('a port is handed on to the service that the giver depends on', async () => {
  const old = [service('a', 8001, { dependsOnServices: ['b'] }), service('b', 8002)];
  await go([], old);
  const outcomes = await go(old, [service('a', 8003, { dependsOnServices: ['b'] }), service('b', 8001)]);
  expect(told(outcomes)).toEqual({ a: 'applied', b: 'applied' });
  expect(running()).toEqual({ a: 8003, b: 8001 });
});

describe('ports that living services swap', () => {
  test.each([
    ['two', ['a', 'b']],
    ['three', ['a', 'b', 'c']],
  ])('are refused by the plan, and by an apply that comes without one: %s', async (_, names) => {
    const old = names.map((name, index) => service(name, 8001 + index));
    await go([], old);
    const next = names.map((name, index) => service(name, 8001 + ((index + 1) % names.length)));
    const { refusals } = await plan(host.integration(), { before: old, after: next, site: exampleSite() });
    expect(refusals.map(({ service: name, error }) => [name, error.code, error.kind])).toEqual(
      names.map((name) => [name, 'HL_EXCHANGE', 'input']),
    );
    expect(refusals[0]?.error).toMatchObject({
      message: `a exchanges ports or names with ${names.slice(1).join(', ')}, and none of them can go first`,
      hint: expect.stringContaining('Do it in two pushes'),
    });
    expect((await go(old, next)).map(({ status }) => status)).toEqual(names.map(() => 'failed'));
    expect(running()).toEqual(Object.fromEntries(names.map((name, index) => [name, 8001 + index])));
    expect(await go(old, old)).toEqual([]);
  });
});
