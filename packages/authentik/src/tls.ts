import { Agent, request } from 'node:https';
import { createSecureContext, rootCertificates } from 'node:tls';

/**
 * A `fetch` for https that trusts one more CA, which the built-in one cannot without another dependency. Follows no redirect.
 *
 * @param ca PEM
 */
export function trustingFetch(ca: string): typeof globalThis.fetch {
  // made once: to read all the public CAs takes longer than to connect
  const agent = new Agent({ secureContext: createSecureContext({ ca: [...rootCertificates, ca] }) });
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
