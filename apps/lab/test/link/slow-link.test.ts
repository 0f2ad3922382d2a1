import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { slowLink, type Later, type SlowLink } from '@hl/lab/link';

let [server, link, near]: [Server | null, SlowLink | null, Socket | null] = [null, null, null];

afterEach(async () => {
  near?.destroy();
  await link?.close();
  server?.close();
});

/** A server that says hello, and answers each word with it in capitals. */
async function shouter(): Promise<number> {
  server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.write('hello ');
    socket.on('error', () => {});
    socket.on('data', (chunk) => socket.write(chunk.toString().toUpperCase()));
    socket.on('end', () => socket.end('bye'));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

test('a connection takes a round trip and what is said half of one; only who waits for each answer waits again', async () => {
  const waits: number[] = [];
  const later: Later = (act, ms) => (waits.push(ms), act());
  link = await slowLink({ to: { port: await shouter() }, roundTripMs: 20, later });
  near = connect(link.port, link.address);
  let heard = '';
  near.on('data', (chunk) => (heard += chunk.toString()));
  const hears = async (text: string): Promise<void> => {
    while (heard !== text) await once(near as Socket, 'data');
  };
  await hears('hello ');
  near.write('a');
  await hears('hello A');
  near.write('b');
  await hears('hello AB');
  // The connection and its way there; then hello, a, A, b, B.
  expect(waits).toEqual([20, 10, 10, 10, 10, 10, 10]);
  expect(link.counts).toEqual({ connections: 1, turns: 2, sent: 2, received: 8 });
});

test('every byte comes, in its order, and the end after it', async () => {
  const whole = Buffer.from(Array.from({ length: 300_000 }, (_, index) => 97 + (index % 26)));
  const port = await shouter();
  link = await slowLink({ to: { port }, roundTripMs: 0 });
  near = connect({ port: link.port, host: link.address, allowHalfOpen: true });
  near.end(whole);
  const chunks: Buffer[] = [];
  for await (const chunk of near) chunks.push(chunk as Buffer);
  expect(Buffer.concat(chunks).toString()).toBe(`hello ${whole.toString().toUpperCase()}bye`);
  expect([link.counts.sent, link.counts.received]).toEqual([300_000, 300_009]);
});

test('when nobody listens behind it, the connection ends', async () => {
  const port = await shouter();
  server?.close();
  link = await slowLink({ to: { port }, roundTripMs: 0 });
  near = connect(link.port, link.address);
  near.resume();
  await once(near, 'close');
  expect(link.counts.received).toBe(0);
});
