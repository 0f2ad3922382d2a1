import { apply, plan, recall } from '@hl/core';
import { exampleService, exampleSite, memorySystem, MemoryRemote, memoryStore } from '@hl/core/testing';
import type { MemoryWorld } from '@hl/core/testing';
import { eachOrder } from '../../src/testing/each-order.js';

test.each([[[]], [['a']], [['a', 'b']], [['a', 'b', 'c', 'd']]])('a walk through %j in which each follows each', (items) => {
  const walk = eachOrder<string>(items);
  const pairs = new Set(walk.slice(1).map((item, index) => `${walk[index]} ${item}`));
  expect(pairs.size).toBe(items.length ** 2);
  expect(walk.length).toBe(items.length === 0 ? 0 : items.length ** 2 + 1);
});

describe('a machine in memory', () => {
  test('files, their modes and directories', async () => {
    const remote = new MemoryRemote();
    await remote.write('/a/one', 'text', { mode: 0o600 });
    await remote.write('/a/deep/two', new TextEncoder().encode('bytes'));
    expect([await remote.list('/a'), await remote.list('/a/'), await remote.list('/b')]).toEqual([['deep', 'one'], ['deep', 'one'], []]);
    expect([remote.modes.get('/a/one'), remote.modes.get('/a/deep/two'), remote.files.get('/a/deep/two')]).toEqual([0o600, 0o644, 'bytes']);
    await remote.remove('/a/one');
    expect([await remote.read('/a/one'), remote.modes.has('/a/one')]).toEqual([null, false]);
  });

  test('commands are answered, and refused codes are errors', async () => {
    const remote = new MemoryRemote('box');
    expect(await remote.run(['true'])).toEqual({ code: 0, stdout: '', stderr: '' });
    remote.onRun = () => ({ code: 3, stderr: 'no' });
    await expect(remote.run(['docker', 'ps'])).rejects.toMatchObject({ code: 'HL_COMMAND', message: 'box: docker ps ended with 3: no' });
    expect((await remote.run(['x'], { accept: [3] })).code).toBe(3);
    expect((await remote.run(['x'], { accept: 'any' })).code).toBe(3);
    expect(remote.commands).toEqual([['true'], ['docker', 'ps'], ['x'], ['x']]);
  });
});

test('a store in memory: what is decided the same is not written', async () => {
  const steps: number[] = [];
  const store = memoryStore(
    new Map([
      ['a', '1'],
      ['b', '2'],
    ]),
    async (call) => (steps.push(1), call()),
  );
  expect([...(await store.read(['a']))]).toEqual([['a', '1']]);
  await store.swap(['a'], (texts) => texts);
  expect(steps.length).toBe(2);
  await store.swap(
    ['a', 'c'],
    () =>
      new Map([
        ['a', null],
        ['c', '3'],
      ]),
  );
  expect([steps.length, [...(await store.read())]]).toEqual([
    4,
    [
      ['b', '2'],
      ['c', '3'],
    ],
  ]);
});

describe.each([true, false])('a system in memory, without room for marks: %s', (markless) => {
  test('half of a batch is stored and not live', async () => {
    const world: MemoryWorld = {};
    let left = Infinity;
    const step = async <T>(call: () => T): Promise<T> => {
      if ((left -= 1) < 0) throw new Error('killed');
      return call();
    };
    const system = memorySystem({ system: 's', markless, world, step, desired: ({ name }) => [{ key: name, spec: { is: 1 } }] });
    const [service, site] = [exampleService(), exampleSite()];
    const { changes } = await plan(system, { before: [], after: [service], site });
    left = 2; // the look, the write; not the reload
    const [outcome] = await apply(system, changes);
    left = Infinity;
    expect([outcome?.status, world['metube']?.live]).toEqual(markless ? ['applied', true] : ['failed', false]);
    expect((await system.observe(system.desired(service, site))).get('metube')).toEqual({
      spec: { is: 1, live: markless },
      ours: !markless,
    });
    const removal = changes.map((change) => ({ ...change, before: change.after, after: null }));
    const memory = recall([{ made: changes.map(({ system: of, key, after }) => ({ system: of, key, spec: after })), intents: [] }]);
    expect((await apply(system, removal, { memory }))[0]?.status).toBe('applied');
    expect(world).toEqual({});
  });
});
