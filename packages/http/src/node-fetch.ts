import { Agent as HttpAgent, request as http, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as https, type AgentOptions } from 'node:https';
import { Readable } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import { trusting } from './tls.js';

export interface NodeFetchOptions extends Pick<
  AgentOptions,
  'checkServerIdentity' | 'keepAlive' | 'rejectUnauthorized' | 'secureContext' | 'servername'
> {
  /** PEM of a CA to trust besides the public ones. */
  readonly ca?: string | undefined;
  /** Where to connect, whatever host the URL names. */
  readonly address?: string | undefined;
  /** Shown the connection when an answer begins: its certificate is known then. */
  readonly onConnected?: ((socket: Partial<TLSSocket>) => void) | undefined;
}

/**
 * A `fetch` with a trust of its own, which the built-in one cannot have without another dependency. It follows no redirect and unpacks nothing:
 * it does not ask for compressed answers.
 */
export function nodeFetch({ ca, address, onConnected, ...options }: NodeFetchOptions = {}): typeof globalThis.fetch {
  // Made once: to read all the public CAs takes longer than to connect.
  const trust = ca === undefined ? {} : { secureContext: trusting(ca) };
  const secure = new HttpsAgent({ ...options, ...trust });
  const plain = new HttpAgent({ keepAlive: options.keepAlive ?? false });
  return async (input, init) => {
    const asked = new Request(input as Request, init);
    const body = Buffer.from(await asked.arrayBuffer());
    const { protocol, hostname, host } = new URL(asked.url);
    const headers = { host, ...Object.fromEntries(asked.headers), ...(asked.body ? { 'content-length': String(body.length) } : {}) };
    const [send, agent] = protocol === 'https:' ? [https, secure] : [http, plain];
    const where = { hostname: (address ?? hostname).replace(/^\[|\]$/g, '') };
    return new Promise((resolve, reject) => {
      const call = send(asked.url, { ...where, method: asked.method, headers, agent, signal: asked.signal }, (incoming) => {
        try {
          onConnected?.(incoming.socket as Partial<TLSSocket>);
          resolve(responseOf(incoming));
        } catch (error) {
          call.destroy();
          reject(error as Error);
        }
      });
      call.on('error', reject);
      call.end(body);
    });
  };
}

function responseOf(incoming: IncomingMessage): Response {
  const status = incoming.statusCode ?? 0;
  if (status < 200 || status > 599) throw Object.assign(new Error(`status ${status}`), { code: 'HPE_INVALID_STATUS' });
  const headers = Object.entries(incoming.headersDistinct).flatMap(([name, values = []]) =>
    values.map((value): [string, string] => [name, value]),
  );
  const empty = status === 204 || status === 205 || status === 304;
  if (empty) incoming.resume();
  return new Response(empty ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>), { status, headers });
}
