import { Agent, request } from 'node:https';
import type { AgentOptions } from 'node:https';
import { createSecureContext, rootCertificates } from 'node:tls';

export interface HttpsFetchOptions extends Pick<AgentOptions, 'checkServerIdentity' | 'keepAlive' | 'rejectUnauthorized' | 'servername'> {
  /** PEM of a CA to trust besides the public ones. */
  readonly ca?: string | undefined;
}

/** A `fetch` for https with a trust of its own, which the built-in one cannot have without another dependency. Follows no redirect. */
export function httpsFetch({ ca, ...options }: HttpsFetchOptions): typeof globalThis.fetch {
  // Made once: to read all the public CAs takes longer than to connect.
  const trust = ca === undefined ? {} : { secureContext: createSecureContext({ ca: [...rootCertificates, ca] }) };
  const agent = new Agent({ ...options, ...trust });
  return async (input, init) => {
    const asked = new Request(input as Request, init);
    const body = Buffer.from(await asked.arrayBuffer());
    const headers = { ...Object.fromEntries(asked.headers), 'content-length': String(body.length) };
    return new Promise((resolve, reject) => {
      const call = request(asked.url, { method: asked.method, headers, agent, signal: asked.signal }, (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const status = incoming.statusCode ?? 0;
          const named = Object.entries(incoming.headers).filter((pair): pair is [string, string] => typeof pair[1] === 'string');
          const empty = status === 204 || status === 304 || chunks.length === 0;
          resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: named }));
        });
      });
      call.on('error', reject);
      call.end(body);
    });
  };
}
