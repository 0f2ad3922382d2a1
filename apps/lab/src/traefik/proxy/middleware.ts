import type { IncomingMessage } from 'node:http';
import { request } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Tree } from '../provider/decode.js';

/** Where a backend URL really listens in this lab; the URL itself when undefined. */
export type Resolve = (url: URL) => URL | string | undefined;

/** An answer of the proxy itself. */
export interface Verdict {
  readonly status: number;
  readonly text?: string;
  readonly headers?: { readonly [name: string]: string | string[] };
}

export interface Passing {
  readonly incoming: IncomingMessage;
  /** Of the request to the backend; middlewares change it. */
  readonly headers: { [name: string]: string | string[] };
  /** Headers of the answer to the client. */
  readonly added: Tree;
  readonly secure: boolean;
  readonly resolve: Resolve;
}

/** Runs one middleware; a verdict ends the request. Those that this lab does not emulate let everything pass. */
export async function middleware(shown: Tree, passing: Passing): Promise<Verdict | null> {
  if (shown['forwardAuth']) return forwardAuth(shown['forwardAuth'] as Tree, passing);
  if (shown['redirectScheme']) return redirectScheme(shown['redirectScheme'] as Tree, passing);
  if (shown['headers']) headers(shown['headers'] as Tree, passing);
  return null;
}

async function forwardAuth(options: Tree, { incoming, headers, secure, resolve }: Passing): Promise<Verdict | null> {
  const address = new URL(String(options['address']));
  const url = new URL(resolve(address) ?? address);
  url.pathname = address.pathname;
  url.search = address.search;
  const wanted = (options['authRequestHeaders'] as string[] | undefined)?.map((name) => name.toLowerCase());
  const own = Object.entries(headers).filter(
    ([name]) =>
      !['host', 'content-length', 'transfer-encoding'].includes(name) &&
      (!wanted || wanted.includes(name) || name.startsWith('x-forwarded-')),
  );
  const sent = {
    ...Object.fromEntries(own),
    'x-forwarded-method': incoming.method ?? 'GET',
    'x-forwarded-proto': secure ? 'https' : 'http',
    'x-forwarded-host': incoming.headers.host ?? '',
    'x-forwarded-uri': incoming.url ?? '/',
  };
  const asked = await new Promise<{ status: number; headers: IncomingMessage['headers']; text: string } | null>((resolved) => {
    const outgoing = (url.protocol === 'https:' ? requestHttps : request)(url, { method: 'GET', headers: sent, agent: false }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => resolved(null));
      answer.on('end', () => resolved({ status: answer.statusCode ?? 0, headers: answer.headers, text: Buffer.concat(chunks).toString() }));
    });
    outgoing.on('error', () => resolved(null));
    outgoing.end();
  });
  if (!asked) return { status: 500 };
  if (asked.status < 200 || asked.status >= 300) return { status: asked.status, text: asked.text, headers: passedOn(asked.headers) };
  for (const name of (options['authResponseHeaders'] as string[] | undefined) ?? []) {
    const value = asked.headers[name.toLowerCase()];
    delete headers[name.toLowerCase()];
    if (value !== undefined) headers[name.toLowerCase()] = value;
  }
  return null;
}

const passedOn = (headers: IncomingMessage['headers']): { [name: string]: string | string[] } => {
  const kept = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !['connection', 'keep-alive', 'transfer-encoding', 'content-length'].includes(name),
  );
  return Object.fromEntries(kept) as { [name: string]: string | string[] };
};

function redirectScheme({ scheme, port, permanent }: Tree, { incoming, secure }: Passing): Verdict | null {
  if ((secure ? 'https' : 'http') === scheme) return null;
  const get = incoming.method === 'GET';
  const host = (incoming.headers.host ?? '').replace(/:\d+$/, '');
  const suffix = port === undefined || port === '' || port === '443' ? '' : `:${String(port)}`;
  return {
    status: permanent ? (get ? 301 : 308) : get ? 302 : 307,
    headers: { location: `${String(scheme)}://${host}${suffix}${incoming.url}` },
  };
}

function headers(options: Tree, { headers: sent, added, secure }: Passing): void {
  for (const [name, value] of Object.entries((options['customRequestHeaders'] as Tree | undefined) ?? {})) {
    if (value === '') delete sent[name.toLowerCase()];
    else sent[name.toLowerCase()] = String(value);
  }
  for (const [name, value] of Object.entries((options['customResponseHeaders'] as Tree | undefined) ?? {}))
    added[name.toLowerCase()] = String(value);
  if (options['frameDeny']) added['x-frame-options'] = 'DENY';
  if (options['customFrameOptionsValue']) added['x-frame-options'] = options['customFrameOptionsValue'];
  if (options['contentTypeNosniff']) added['x-content-type-options'] = 'nosniff';
  if (options['browserXssFilter']) added['x-xss-protection'] = '1; mode=block';
  if (options['referrerPolicy']) added['referrer-policy'] = options['referrerPolicy'];
  if (options['permissionsPolicy']) added['permissions-policy'] = options['permissionsPolicy'];
  if (options['contentSecurityPolicy']) added['content-security-policy'] = options['contentSecurityPolicy'];
  if (options['stsSeconds'] && (secure || options['forceSTSHeader'])) {
    const subdomains = options['stsIncludeSubdomains'] ? '; includeSubDomains' : '';
    added['strict-transport-security'] = `max-age=${String(options['stsSeconds'])}${subdomains}${options['stsPreload'] ? '; preload' : ''}`;
  }
}
