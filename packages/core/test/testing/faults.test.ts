import { Faults, faultyFetch, faultyRemote, MemoryRemote } from '@hl/core/testing';

const lost = (): Error => new Error('lost');

describe('faults', () => {
  test('unarmed they only count', async () => {
    const faults = new Faults();
    expect(await faults.step(async () => 'a', lost)).toBe('a');
    expect([faults.calls, faults.fired]).toEqual([1, false]);
  });

  test.each([
    ['request', ['a']],
    ['answer', ['a', 'b']],
  ] as const)('from the n-th call on every one fails, and the %s of the n-th is lost', async (what, happened) => {
    const faults = new Faults();
    faults.arm(2, what);
    const done: string[] = [];
    const step = (name: string): Promise<string> => faults.step(async () => (done.push(name), name), lost);
    expect(await step('a')).toBe('a');
    for (const name of ['b', 'c']) await expect(step(name)).rejects.toThrow('lost');
    expect([done, faults.fired, faults.calls]).toEqual([happened, true, 3]);
    faults.disarm();
    expect(await step('d')).toBe('d');
  });

  test('armed again it counts anew', async () => {
    const faults = new Faults();
    faults.arm(1, 'request');
    await expect(faults.step(async () => 1, lost)).rejects.toThrow();
    faults.arm(2, 'request');
    expect([faults.calls, faults.fired, await faults.step(async () => 2, lost)]).toEqual([0, false, 2]);
  });
});

test('every call to a machine passes through them', async () => {
  const [faults, remote] = [new Faults(), new MemoryRemote('box')];
  const faulty = faultyRemote(remote, faults);
  await faulty.write('/a/b', 'text');
  expect(new TextDecoder().decode((await faulty.read('/a/b')) ?? undefined)).toBe('text');
  expect([await faulty.list('/a'), (await faulty.run(['true'])).code, faulty.name]).toEqual([['b'], 0, 'box']);
  await faulty.remove('/a/b');
  expect(faults.calls).toBe(5);
  faults.arm(1, 'request');
  await expect(faulty.run(['true'])).rejects.toMatchObject({ code: 'HL_SSH_LOST', kind: 'unreachable' });
  await faulty.close();
});

test('a request that is lost rejects as fetch does', async () => {
  const faults = new Faults();
  const fetch = faultyFetch(faults, async () => new Response('x'));
  expect(await (await fetch('http://x')).text()).toBe('x');
  faults.arm(1, 'request');
  await expect(fetch('http://x')).rejects.toMatchObject({ message: 'fetch failed', cause: { code: 'ECONNRESET' } });
});
