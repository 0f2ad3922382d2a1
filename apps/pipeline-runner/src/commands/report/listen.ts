import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { HlError } from '@hl/core';

export interface Listening {
  readonly url: string;
  close(): void;
}

/** A page and what tells it from others; null: it cannot be made now. */
export type Answer = () => Promise<{ readonly version: string; readonly text: string } | null>;

/**
 * Answers one page to this machine. A name that somebody else made lead here is refused (its pages would be of one origin with ours), and
 * so is every request but one to read.
 *
 * @throws HlError HL_LISTEN (`input`)
 */
export async function listen(port: number, policy: string, answer: Answer): Promise<Listening> {
  let names = new Set<string>();
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `${policy}; frame-ancestors 'none'`,
    'cache-control': 'no-store',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  };
  const server = createServer((request, response) => {
    const refuse = (status: number): void => void response.writeHead(status, { 'content-length': 0 }).end();
    if (!names.has(request.headers.host ?? '')) return refuse(421);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
    if (request.url !== '/') return refuse(404);
    answer().then(
      (page) => {
        if (page === null) return refuse(503);
        const etag = `"${page.version}"`;
        if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { ...headers, etag }).end();
        response.writeHead(200, { ...headers, etag });
        response.end(request.method === 'HEAD' ? undefined : page.text);
      },
      () => refuse(500),
    );
  });
  server.headersTimeout = server.requestTimeout = 10_000;
  server.maxConnections = 64;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new HlError('HL_LISTEN', `127.0.0.1:${port} cannot be listened on: ${cause.message}`, {
          kind: 'input',
          hint: 'Give a port that is free with --port; 0 takes any.',
          cause,
        }),
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  // A browser leaves the port of HTTP out.
  names = new Set(['127.0.0.1', 'localhost'].flatMap((name) => (bound === 80 ? [name, `${name}:80`] : [`${name}:${bound}`])));
  return { url: `http://127.0.0.1:${bound}/`, close: () => (server.close(), server.closeAllConnections()) };
}
