import { createServer, STATUS_CODES } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { met } from './hostile/fault.js';

export interface Request {
  readonly method: string;
  /** Decoded by nobody: as it came. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Record<string, string | string[]>;
  /** An object is sent as JSON, a string as it is. */
  readonly body?: unknown;
}

/** What goes wrong with requests that `match`; the first fault that matches counts, `times` times (default: for ever). */
export interface HttpFault {
  readonly match?: (request: Request) => boolean;
  times?: number;
  /** Answer instead of the emulator. */
  readonly answer?: Answer;
  /** Milliseconds to wait first. */
  readonly delayMs?: number;
  /** `request`: the connection is cut before it takes effect; `answer`: after. */
  readonly drop?: 'request' | 'answer';
}

export interface HttpEmulator extends AsyncDisposable {
  /** `http://127.1.2.3:4567` */
  readonly url: string;
  readonly port: number;
  /** All requests so far, oldest first. */
  readonly requests: readonly Request[];
  /** Add and remove faults at will. */
  readonly faults: HttpFault[];
  /** Asks without a socket: the same answers and faults at a fraction of the cost. For tests of many thousand requests. */
  readonly fetch: typeof globalThis.fetch;
  /** Stop listening (connections are refused) and listen again on the same port. */
  refuse(refused: boolean): Promise<void>;
  close(): Promise<void>;
}

export interface HttpEmulatorOptions {
  readonly address?: string;
  readonly port?: number;
  /** Speaks as civetweb does: a body even to HEAD, and a text of its own for a request of over 16 KiB. */
  readonly civetweb?: boolean;
}

/** An HTTP server on loopback whose answers come from `handle`; each emulator of a web API is one of these. */
export async function httpEmulator(
  handle: (request: Request) => Answer | Promise<Answer>,
  { address = '127.0.0.1', port = 0, civetweb = false }: HttpEmulatorOptions = {},
): Promise<HttpEmulator> {
  const requests: Request[] = [];
  const faults: HttpFault[] = [];

  /** null: the connection is cut. */
  const serve = async (request: Request): Promise<Answer | null> => {
    requests.push(request);
    const fault = met(faults, ({ match }) => match?.(request) ?? true);
    if (fault?.delayMs) await sleep(fault.delayMs);
    if (fault?.drop === 'request') return null;
    const result = fault?.answer ?? (await handle(request));
    return fault?.drop === 'answer' ? null : result;
  };

  const answer = async (incoming: IncomingMessage): Promise<Answer | null> => {
    const url = new URL(incoming.url ?? '/', 'http://lab');
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const path = (incoming.url ?? '/').split('?')[0] ?? '/';
    const body = Buffer.concat(chunks).toString();
    return serve({ method: incoming.method ?? 'GET', path, query: url.searchParams, headers: incoming.headers, body });
  };

  const listener: RequestListener = (incoming, response) => {
    const send = ({ status, headers = {}, body }: Answer): void => {
      const json = typeof body === 'object' && body !== null && !Buffer.isBuffer(body);
      if (civetweb && incoming.method === 'HEAD') return void incoming.socket.end(plainText(status, JSON.stringify(body)));
      response.writeHead(status, { ...(json ? { 'content-type': 'application/json' } : {}), ...headers });
      response.end(json ? JSON.stringify(body) : (body as string | Buffer | undefined));
    };
    answer(incoming)
      .then((result) => (result === null ? void incoming.socket.destroy() : send(result)))
      .catch((error: unknown) => {
        if (!response.headersSent) send({ status: 599, body: `emulator failed: ${String(error)}` });
      });
  };

  const server = createServer(listener);
  if (civetweb) {
    server.on('clientError', (_, socket) => {
      if (socket.writable) socket.end(plainText(400, 'Error 400: Bad Request\nMalformed message'));
    });
  }
  await listen(server, address, port);
  const bound = (server.address() as AddressInfo).port;
  const close = (): Promise<void> => closeServer(server);
  return {
    url: `http://${address}:${bound}`,
    port: bound,
    requests,
    faults,
    async fetch(input, init) {
      const failed = (code: string): Error => new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
      if (!server.listening) throw failed('ECONNREFUSED');
      const result = await serve(await requestOf(input, init));
      if (result === null) throw failed('ECONNRESET');
      return responseOf(result);
    },
    refuse: (refused) => (refused ? close() : listen(server, address, bound)),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** An answer past Node's own rules. */
const plainText = (status: number, body: string): string =>
  `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\ncontent-type: text/plain\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`;

/** What is asked by a call of `fetch`, and what it gets, without a socket between. */
export async function requestOf(...[input, init]: Parameters<typeof globalThis.fetch>): Promise<Request> {
  const asked = new globalThis.Request(input as string, init);
  const { pathname, searchParams } = new URL(asked.url);
  const headers = Object.fromEntries(asked.headers);
  return { method: asked.method, path: pathname, query: searchParams, headers, body: await asked.text() };
}
export function responseOf({ status, headers = {}, body }: Answer): Response {
  const pairs = Object.entries(headers).flatMap(([name, values]) => [values].flat().map((value): [string, string] => [name, value]));
  if (typeof body === 'object' && body !== null && !Buffer.isBuffer(body)) return Response.json(body, { status, headers: pairs });
  return new Response(status === 204 || status === 304 ? null : (body as string | undefined), { status, headers: pairs });
}

/** Listens and resolves when it does. */
export function listen(server: Server | import('node:net').Server, address: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** Closes a server and what is still connected through it. */
export function closeWith(server: import('node:net').Server, open: Iterable<{ destroy(): unknown }>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of open) socket.destroy();
  });
}

/** The same of one that knows what is connected to it. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
