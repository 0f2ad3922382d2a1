import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';

export type Answer = (socket: Socket) => void;

const uint32 = (value: number): Buffer => Buffer.of(value >> 24, value >> 16, value >> 8, value);
const text = (bytes: Buffer): Buffer => Buffer.concat([uint32(bytes.length), bytes]);

export const silence: Answer = () => {};

/** SSH_AGENT_IDENTITIES_ANSWER with one key, draft-miller-ssh-agent section 4.4. */
export const identity =
  (publicKey: string): Answer =>
  (socket) => {
    const key = text(Buffer.from(publicKey.split(' ')[1] ?? '', 'base64'));
    socket.write(text(Buffer.concat([Buffer.of(12), uint32(1), key, text(Buffer.of())])));
  };

/** An SSH agent at `path` that answers as told: when it is asked for its keys, and when it is asked for a signature. */
export async function pretendedAgent(path: string, onAsk: Answer, onSign: Answer): Promise<Server & { connections(): Promise<number> }> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (question) => (question[4] === 11 ? onAsk(socket) : onSign(socket)));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const connections = (): Promise<number> => new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
  return Object.assign(server, { connections });
}
