import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HlError } from '@hl/core';
import { usageError } from '../../line/usage-error.js';
import { genuine } from './signature.js';

/** Bytes; what a push of a homelab's repository says is far below. */
const maxBody = 1024 * 1024;

export interface Webhook {
  readonly address: string;
  close(): void;
}

/**
 * Wakes whoever waits when a git server says that there was a push; which one, is looked up in the remote itself.
 *
 * @throws HlError HL_USAGE, HL_LISTEN (`input`)
 */
export async function webhook(address: string, secret: string, onWake: () => void): Promise<Webhook> {
  const [, bracketed, plain, port] = /^(?:\[([\da-fA-F:]+)\]|([^:]*)):(\d{1,5})$/.exec(address) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined || host === '')
    throw usageError(`--listen takes an address and a port, not ${address}`, 'hl watch --listen 127.0.0.1:9000');
  const server = createServer((request, response) => {
    const answer = (status: number): void => {
      response.writeHead(status, { 'content-length': 0, ...(status < 300 ? {} : { connection: 'close' }) }).end();
    };
    if (request.method !== 'POST') return answer(405);
    bodyOf(request).then(
      (body) => {
        if (body === null) return answer(413);
        if (!genuine(request.headers, body, secret)) return answer(401);
        answer(202);
        onWake();
      },
      () => response.destroy(),
    );
  });
  // Slow or many callers hold nothing up but one another.
  server.headersTimeout = server.requestTimeout = 10_000;
  server.maxConnections = 32;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new HlError('HL_LISTEN', `${address} cannot be listened on: ${cause.message}`, {
          kind: 'input',
          hint: 'Give an address of this machine and a port that is free.',
          cause,
        }),
      ),
    );
    server.listen(Number(port), host, resolve);
  });
  const bound = server.address() as AddressInfo;
  return {
    address: `${bound.family === 'IPv6' ? `[${bound.address}]` : bound.address}:${bound.port}`,
    close: () => (server.close(), server.closeAllConnections()),
  };
}

/** null: it is too long. */
async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBody) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
