import { request as requestHttp } from 'node:http';
import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import { middleware } from './middleware.js';
import type { Resolve, Verdict } from './middleware.js';
import type { Tree } from '../provider/decode.js';
import { qualify } from '../runtime/model.js';
import type { EntryPoints, Route, Runtime } from '../runtime/model.js';
import type { Asked } from '../runtime/rule.js';
import { tlsTo, type BackendTls } from './transport.js';

export interface ProxyOptions {
  readonly runtime: () => Runtime;
  readonly entryPoints: EntryPoints;
  readonly resolve: Resolve;
}

export interface Proxy {
  serve(entryPoint: string, secure: boolean, incoming: IncomingMessage, response: ServerResponse): void;
  upgrade(entryPoint: string, secure: boolean, incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
}

type Target = {
  readonly url: URL;
  readonly headers: { [name: string]: string | string[] };
  readonly tls: BackendTls;
  readonly added: Tree;
};

/** The part of Traefik that users meet: requests in, by rule and priority through the middlewares to a server. */
export function proxy({ runtime, entryPoints, resolve }: ProxyOptions): Proxy {
  let turn = 0;

  const route = async (entryPoint: string, secure: boolean, incoming: IncomingMessage): Promise<Verdict | Target> => {
    const asked = ask(incoming);
    const redirect = entryPoints[entryPoint]?.redirectTo;
    if (redirect !== undefined && !secure) return redirected(incoming, entryPoints[redirect]?.port);
    const found = runtime().routes.find(
      (one) => one.entryPoints.includes(entryPoint) && secure === (one.shown['tls'] !== undefined) && one.rule.matches(asked),
    );
    if (!found) return { status: 404, text: '404 page not found\n' };
    const headers = forwarded(incoming, secure, asked.clientIp);
    const added: Tree = {};
    for (const name of (found.shown['middlewares'] as string[] | undefined) ?? []) {
      const shown = runtime().http.middlewares.find((one) => one.name === name);
      const verdict = shown && (await middleware(shown, { incoming, headers, added, secure, resolve }));
      if (verdict) return verdict;
    }
    return target(found, incoming, headers, added);
  };

  const target = (found: Route, incoming: IncomingMessage, headers: Target['headers'], added: Tree): Verdict | Target => {
    const service = runtime().http.services.find(({ name }) => name === qualify(String(found.shown['service'])));
    const balancer = service?.['loadBalancer'] as Tree | undefined;
    const health = service?.['serverStatus'] as { [url: string]: string } | undefined;
    const servers = ((balancer?.['servers'] as { url: string }[] | undefined) ?? []).filter(({ url }) => health?.[url] !== 'DOWN');
    const server = servers[turn++ % servers.length];
    if (!server) return { status: 503, text: 'no available server\n' };
    if (balancer?.['passHostHeader'] === false) headers['host'] = new URL(server.url).host;
    const base = new URL(server.url);
    const url = new URL(resolve(base) ?? base);
    const [path = '/', query] = (incoming.url ?? '/').split('?');
    url.pathname = path;
    url.search = query === undefined ? '' : `?${query}`;
    return { url, headers, tls: tlsTo(base, balancer, runtime()), added };
  };

  const open = ({ url, headers, tls }: Target, method: string | undefined): ClientRequest =>
    (url.protocol === 'https:' ? requestHttps : requestHttp)(url, { method, headers, ...tls, agent: false });

  return {
    serve(entryPoint, secure, incoming, response) {
      void route(entryPoint, secure, incoming)
        .then((result) => {
          if (!('url' in result)) return answer(response, result);
          const outgoing = open(result, incoming.method);
          outgoing.on('response', (backend) => {
            response.writeHead(backend.statusCode ?? 502, { ...backend.headers, ...(result.added as { [name: string]: string }) });
            backend.pipe(response);
          });
          outgoing.on('error', (error: NodeJS.ErrnoException) => {
            if (response.headersSent) response.destroy();
            else answer(response, refused(error));
          });
          incoming.pipe(outgoing);
        })
        .catch((error: unknown) => answer(response, { status: 500, text: `Internal Server Error\n${String(error)}` }));
    },
    upgrade(entryPoint, secure, incoming, socket, head) {
      void route(entryPoint, secure, incoming)
        .then((result) => {
          if (!('url' in result)) return socket.end(`HTTP/1.1 ${result.status} \r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
          const outgoing = open(
            { ...result, headers: { ...result.headers, connection: 'Upgrade', upgrade: incoming.headers.upgrade ?? 'websocket' } },
            incoming.method,
          );
          outgoing.on('upgrade', (backend, peer, rest) => {
            socket.write(`HTTP/1.1 101 Switching Protocols\r\n${rawHeaders(backend)}\r\n`);
            socket.write(rest);
            peer.write(head);
            peer.pipe(socket).pipe(peer);
            peer.on('error', () => socket.destroy());
            socket.on('error', () => peer.destroy());
          });
          outgoing.on('response', (backend) =>
            socket.end(`HTTP/1.1 ${backend.statusCode} \r\nContent-Length: 0\r\nConnection: close\r\n\r\n`),
          );
          outgoing.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));
          outgoing.end();
        })
        .catch(() => socket.destroy());
    },
  };
}

function ask(incoming: IncomingMessage): Asked {
  const [path = '/', query = ''] = (incoming.url ?? '/').split('?');
  return {
    host: (incoming.headers.host ?? '').toLowerCase().replace(/:\d+$/, ''),
    method: incoming.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: { ...incoming.headers, host: undefined }, // Go keeps Host out of the headers
    clientIp: incoming.socket.remoteAddress ?? '',
  };
}

const hopByHop = new Set(['connection', 'keep-alive', 'te', 'trailer', 'upgrade', 'proxy-connection']);

function forwarded(incoming: IncomingMessage, secure: boolean, clientIp: string): Target['headers'] {
  const own = Object.entries(incoming.headers).filter(
    ([name, value]) => value !== undefined && !hopByHop.has(name) && !name.startsWith('x-forwarded-'),
  );
  return {
    ...(Object.fromEntries(own) as Target['headers']),
    'x-forwarded-for': clientIp,
    'x-forwarded-host': incoming.headers.host ?? '',
    'x-forwarded-port': /:(\d+)$/.exec(incoming.headers.host ?? '')?.[1] ?? (secure ? '443' : '80'),
    'x-forwarded-proto': incoming.headers.upgrade ? (secure ? 'wss' : 'ws') : secure ? 'https' : 'http',
    'x-forwarded-server': 'lab',
    'x-real-ip': clientIp,
  };
}

/** 301 for GET and HEAD, 308 for what has a body to keep. */
function redirected(incoming: IncomingMessage, port: number | undefined): Verdict {
  const host = (incoming.headers.host ?? '').replace(/:\d+$/, '');
  const status = incoming.method === 'GET' ? 301 : 308;
  return {
    status,
    text: 'Moved Permanently',
    headers: { location: `https://${host}${port === undefined || port === 443 ? '' : `:${port}`}${incoming.url}` },
  };
}

function refused({ code = '', message }: NodeJS.ErrnoException): Verdict {
  if (/TIMEDOUT/.test(code)) return { status: 504, text: 'Gateway Timeout' };
  if (/CERT|SIGNATURE|ALTNAME|SELF_SIGNED/.test(code) || /certificate/.test(message)) return { status: 500, text: 'Internal Server Error' };
  return { status: 502, text: 'Bad Gateway' };
}

function answer(response: ServerResponse, { status, text = '', headers = {} }: Verdict): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
  response.end(text);
}

function rawHeaders({ rawHeaders: raw }: IncomingMessage): string {
  let text = '';
  for (let index = 0; index < raw.length; index += 2) text += `${raw[index]}: ${raw[index + 1]}\r\n`;
  return text;
}
