import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { Remote } from '@hl/core';
import { listens } from '../../src/systems/listens.js';

/** Where each connection gets this. */
async function server(take: (socket: Socket) => void): Promise<{ place: { address: string; port: number }; close: () => void }> {
  const held = new Set<Socket>();
  const one = createServer((socket) => (held.add(socket), take(socket)));
  await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
  const close = (): void => (held.forEach((socket) => socket.destroy()), void one.close());
  return { place: { address: '127.0.0.1', port: (one.address() as AddressInfo).port }, close };
}
const answering = (code: number): (() => Remote) => {
  const run = async () => ({ code, stdout: '', stderr: '' });
  return () => ({ run }) as unknown as Remote;
};
const nobody = (): null => null;

test('who takes the connection and keeps it listens; who drops it, as Docker’s proxy does, does not', async () => {
  const [open, dropping, greeting] = [
    await server(() => {}),
    await server((socket) => socket.destroy()),
    await server((socket) => socket.end('hi')),
  ];
  expect(await listens(open.place, 0, 1, nobody)).toBe(true);
  expect(await listens(greeting.place, 0, 1, nobody)).toBe(true);
  // Whatever another machine says: its connection would be taken and dropped, too.
  expect(await listens(dropping.place, 0, 1, answering(0))).toBe(false);
  for (const { close } of [open, dropping, greeting]) close();
});

test('it is asked until somebody listens', async () => {
  let calls = 0;
  const late = await server((socket) => ((calls += 1) < 3 ? socket.destroy() : undefined));
  expect(await listens(late.place, 60_000, 1, nobody)).toBe(true);
  expect(calls).toBe(3);
  late.close();
});

test.each<[string, () => Remote | null, boolean]>([
  ['and the machine that has to reach it does', answering(0), true],
  ['and that machine neither', answering(1), false],
  ['and that machine has nothing to ask with', answering(127), false],
  ['and there is no such machine', nobody, false],
  ['and that machine is away', () => ({ run: () => Promise.reject(new Error('away')) }) as unknown as Remote, false],
])('nobody listens where it is asked from, %s', async (_, from, expected) => {
  const gone = await server(() => {});
  gone.close();
  expect(await listens(gone.place, 0, 1, from)).toBe(expected);
});

test('what cannot be reached cannot be told', async () => {
  expect(await listens({ address: 'nowhere.invalid', port: 1 }, 0, 1, answering(127))).toBeNull();
});
