import { Agent, request } from 'node:https';
import { checkServerIdentity, rootCertificates } from 'node:tls';
import type { PeerCertificate } from 'node:tls';

export interface Tls {
  /** PEM of the CA to trust besides the public ones; Pi-hole makes its own, and a new one every 47 days. */
  readonly ca?: string | undefined;
  /** Name to check the certificate against; by default that of the URL or, with a `ca`, `pi.hole`. */
  readonly servername?: string | undefined;
  /** Check nothing. */
  readonly insecure?: boolean | undefined;
}

/** What Pi-hole's own certificate is for, and nothing else: by address, or by any other name, it would never verify. */
const ownName = 'pi.hole';

/** A `fetch` for https with a trust of its own, which the built-in one cannot have without another dependency. Follows no redirect. */
export function tlsFetch({ ca, servername, insecure = false }: Tls): typeof globalThis.fetch {
  const agent = new Agent({
    keepAlive: true,
    rejectUnauthorized: !insecure,
    ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
    ...(servername === undefined ? (ca === undefined ? {} : { checkServerIdentity: isHostOrOwn }) : { servername }),
  });
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

const isHostOrOwn = (host: string, certificate: PeerCertificate): Error | undefined =>
  checkServerIdentity(host, certificate) && checkServerIdentity(ownName, certificate);
