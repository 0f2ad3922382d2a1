import { Agent as HttpAgent, request as http, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as https, type AgentOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { Fetch, Reply } from './fetch.js';
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

/** Milliseconds to connect in, TLS among it, and that a connection is kept for the next request: as the built-in `fetch` has them. */
const [connectMs, keptMs] = [10_000, 4_000];

/**
 * A `fetch` by Node's own HTTP, which may have a trust of its own, and which costs a process a tenth of what the built-in one does: that compiles a
 * parser of its own first. It follows no redirect and unpacks nothing: it does not ask for compressed answers.
 */
export function nodeFetch({ ca, address, onConnected, ...options }: NodeFetchOptions = {}): Fetch {
  // Made once: to read all the public CAs takes longer than to connect.
  const trust = ca === undefined ? {} : { secureContext: trusting(ca) };
  const secure = new HttpsAgent({ timeout: keptMs, ...options, ...trust });
  const plain = new HttpAgent({ timeout: keptMs, keepAlive: options.keepAlive ?? false });
  return async (url, { method, headers: given, body: content, signal }) => {
    const { protocol, hostname, host } = new URL(url);
    const { body, type } = await bytesOf(content);
    const length = body ? { 'content-length': String(body.length) } : {};
    const headers = { host, accept: '*/*', 'user-agent': 'node', ...type, ...given, ...length };
    const [send, agent] = protocol === 'https:' ? [https, secure] : [http, plain];
    const where = { hostname: (address ?? hostname).replace(/^\[|\]$/g, '') };
    return new Promise((resolve, reject) => {
      const call = send(url, { ...where, method, headers, agent, signal }, (incoming) => {
        try {
          onConnected?.(incoming.socket as Partial<TLSSocket>);
          resolve(replyOf(incoming));
        } catch (error) {
          call.destroy();
          reject(error as Error);
        }
      });
      call.on('socket', (socket) => {
        if (!socket.connecting) return;
        const late = (): unknown => call.destroy(Object.assign(new Error('no connection'), { code: 'UND_ERR_CONNECT_TIMEOUT' }));
        const timer = setTimeout(late, connectMs);
        for (const event of [protocol === 'https:' ? 'secureConnect' : 'connect', 'close']) socket.once(event, () => clearTimeout(timer));
      });
      call.on('error', reject);
      call.end(body);
    });
  };
}

/** With the type that `fetch` gives it. */
async function bytesOf(content: Parameters<Fetch>[1]['body']): Promise<{ readonly body: Uint8Array | null; readonly type?: object }> {
  if (content === null || content instanceof Uint8Array) return { body: content };
  if (typeof content === 'string') return { body: Buffer.from(content), type: { 'content-type': 'text/plain;charset=UTF-8' } };
  const form = new Response(content);
  return { body: new Uint8Array(await form.arrayBuffer()), type: Object.fromEntries(form.headers) };
}

function replyOf(incoming: IncomingMessage): Reply {
  const status = incoming.statusCode ?? 0;
  if (status < 200 || status > 599) throw Object.assign(new Error(`status ${status}`), { code: 'HPE_INVALID_STATUS' });
  const { headersDistinct } = incoming;
  const headers = new Map(Object.entries(headersDistinct).map(([name, values = []]) => [name, values.join(', ')]));
  const chunks = incoming[Symbol.asyncIterator]() as AsyncIterator<Uint8Array, undefined>;
  return {
    status,
    headers: {
      get: (name) => headers.get(name.toLowerCase()) ?? null,
      getSetCookie: () => headersDistinct['set-cookie'] ?? [],
      [Symbol.iterator]: () => headers.entries(),
    },
    body: { getReader: () => ({ read: () => chunks.next(), cancel: async () => void incoming.destroy() }) },
  };
}
