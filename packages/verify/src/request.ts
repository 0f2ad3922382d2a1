import { request as http, type IncomingMessage } from 'node:http';
import { request as https } from 'node:https';
import { isIP } from 'node:net';
import type { PeerCertificate, SecureContext, TLSSocket } from 'node:tls';

export interface Question {
  readonly scheme: 'http' | 'https';
  /** Where to connect, whatever the host name says. */
  readonly address: string;
  readonly port: number;
  readonly path: string;
  /** `Host` header and TLS server name; null: the address. */
  readonly hostname: string | null;
  readonly headers?: { readonly [name: string]: string };
  readonly timeoutMs: number;
  /** Whom to trust; undefined: Node's own roots. Untrusted servers are asked all the same: the verdict is in the reply. */
  readonly trust?: SecureContext | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** At most the first 256 KiB. */
  readonly body: string;
  readonly certificate: PeerCertificate | null;
  /** OpenSSL's or Node's name of what is wrong with the certificate, or null. */
  readonly distrust: string | null;
}

const enough = 256 * 1024;

/** One GET, no redirects, no reused connection. Rejects with the system error when no answer came in time. */
export function get({ scheme, address, port, path, hostname, headers, timeoutMs, trust, signal }: Question): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const name = hostname?.replace(/:\d+$/, '') ?? address;
    const given = new Set(Object.keys(headers ?? {}).map((header) => header.toLowerCase()));
    const secure = { rejectUnauthorized: false, servername: isIP(name) === 0 ? name : '', ...(trust ? { secureContext: trust } : {}) };
    const request = (scheme === 'https' ? https : http)({
      ...(scheme === 'https' ? secure : {}),
      host: address,
      port,
      path: path.replace(/[^\x21-\x7e]+/gu, encodeURIComponent),
      agent: false,
      headers: {
        ...headers,
        ...(hostname !== null && !given.has('host') ? { host: hostname } : {}),
        ...(given.has('user-agent') ? {} : { 'user-agent': 'hl-verify' }),
      },
      ...(signal ? { signal } : {}),
    });
    const late = Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' });
    let onLate = (): unknown => request.destroy(late);
    const timer = setTimeout(() => onLate(), timeoutMs);
    request.on('error', (error) => (clearTimeout(timer), reject(error)));
    request.on('response', (response) => {
      const socket = response.socket as Partial<TLSSocket>;
      const certificate = socket.getPeerCertificate?.(false) ?? null;
      const distrust = socket.authorizationError ? String(socket.authorizationError) : null;
      const chunks: Buffer[] = [];
      let size = 0;
      // A body that breaks off or never ends does not take back the status line.
      const done = (): void => {
        clearTimeout(timer);
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
          certificate,
          distrust,
        });
        request.destroy();
      };
      onLate = done;
      response.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        if ((size += chunk.length) >= enough) done();
      });
      response.on('end', done).on('error', done).on('close', done);
    });
    request.end();
  });
}
