import type { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { SecureContext } from 'node:tls';
import { shownBy, type ShownCertificate } from './certificate.js';
import { HlError } from '@hl/core';
import { nodeFetch, request } from '@hl/http';

export interface Question {
  readonly url: string;
  /** Where to connect, whatever host the URL names. */
  readonly address?: string;
  /** `Host` header and TLS server name; null: those of the URL. */
  readonly host?: string | null;
  /** TLS server name, when it is not that of the `Host` header. */
  readonly servername?: string | undefined;
  readonly headers?: { readonly [name: string]: string };
  readonly timeoutMs: number;
  /** Whom to trust; undefined: Node's own roots. Untrusted servers are asked all the same: the verdict is in the reply. */
  readonly trust?: SecureContext | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Reply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  /** At most the first MiB; one that breaks off or never ends does not take back the status. */
  readonly body: string;
  /** `Set-Cookie`, for who follows a redirect. Shown to nobody. */
  readonly cookies: readonly string[];
  readonly certificate: ShownCertificate | null;
  /** OpenSSL's or Node's name of what is wrong with the certificate, or null. */
  readonly distrust: string | null;
}

const maxBytes = 1024 * 1024;

/** One GET, no redirects, no reused connection. Rejects with the system error when no answer came in time. */
export async function get({ url, address, host = null, servername, headers = {}, timeoutMs, trust, signal }: Question): Promise<Reply> {
  const name = servername ?? host?.replace(/:\d+$/, '') ?? new URL(url).hostname;
  let shown: X509Certificate | undefined;
  let distrust: string | null = null;
  const fetch = nodeFetch({
    address,
    rejectUnauthorized: false,
    servername: isIP(name.replace(/^\[|\]$/g, '')) === 0 ? name : '',
    ...(trust ? { secureContext: trust } : {}),
    onConnected(socket) {
      shown = socket.getPeerX509Certificate?.();
      distrust = socket.authorizationError ? String(socket.authorizationError) : null;
    },
  });
  const given = Object.fromEntries(Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]));
  const sent = { 'user-agent': 'hl-verify', ...(host === null ? {} : { host }), ...given };
  try {
    const answer = await request(url, { headers: sent, deadlineMs: timeoutMs, maxBytes, partial: true, fetch, signal });
    const cookies = answer.headers.getSetCookie();
    const said = { status: answer.status, headers: Object.fromEntries(answer.headers), body: answer.text(), cookies };
    return { ...said, distrust, certificate: shown ? shownBy(shown) : null };
  } catch (error) {
    throw error instanceof HlError ? (error.cause ?? error) : error;
  }
}
