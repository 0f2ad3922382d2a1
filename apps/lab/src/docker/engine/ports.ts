import { createSocket } from 'node:dgram';
import { createServer } from 'node:http';
import type { Socket } from 'node:dgram';
import type { Server } from 'node:http';
import { closeServer, listen } from '../../http.js';

export interface Opened {
  close(): Promise<void>;
}

export interface Answering {
  readonly status: number;
  readonly body: string;
  /** Until then connections are accepted and dropped, as docker's proxy does before the program listens. */
  readonly readyAt: number;
}

interface Published {
  readonly host: number;
  readonly protocol: 'tcp' | 'udp';
  /** Nothing listens inside: docker's proxy takes connections, and drops them. */
  readonly silent?: boolean;
}

/**
 * Opens a container's published ports on `address`; every TCP port answers HTTP, every UDP port is bound.
 *
 * @throws Error EADDRINUSE when something outside the emulator holds one
 */
export async function openPorts(address: string, ports: readonly Published[], answering: () => Answering): Promise<Opened> {
  const open: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(open.map((one) => one()));
  };
  try {
    for (const { host, protocol, silent } of ports)
      open.push(protocol === 'udp' ? await udp(address, host) : await http(address, host, silent ? null : answering));
  } catch (error) {
    await close();
    throw error;
  }
  return { close };
}

async function http(address: string, port: number, answering: (() => Answering) | null): Promise<() => Promise<void>> {
  const server: Server = createServer((request, response) => {
    if (answering === null) return;
    const { status, body, readyAt } = answering();
    if (Date.now() < readyAt) return void request.socket.destroy();
    response.writeHead(status, { 'content-type': 'text/plain' });
    response.end(request.method === 'HEAD' ? undefined : `${body}\n`);
  });
  if (answering === null) server.on('connection', (socket) => socket.destroy());
  await listen(server, address, port).catch(withoutPrivilege);
  server.unref();
  return () => (server.listening ? closeServer(server) : Promise.resolve());
}

/** Low ports need rights that a lab does not ask for: such a port counts as published, and nothing listens. */
const withoutPrivilege = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EACCES') throw error;
};

async function udp(address: string, port: number): Promise<() => Promise<void>> {
  const socket: Socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, address, () => resolve());
  }).catch(withoutPrivilege);
  socket.unref();
  return () => new Promise((resolve) => socket.close(() => resolve()));
}
