import type { Answer, Request } from '../http.js';
import type { EntryPoints, Runtime, Shown } from './runtime/model.js';

const sections = ['http', 'tcp', 'udp'] as const;
const kinds = ['routers', 'services', 'middlewares'] as const;

const listOf = (runtime: Runtime, section: (typeof sections)[number], kind: (typeof kinds)[number]): Shown[] =>
  (runtime[section] as { [kind: string]: Shown[] })[kind] ?? [];

const notFound: Answer = { status: 404, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: '404 page not found\n' };
const plain = (status: number, message: string): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `${JSON.stringify({ message })}\n`,
});

/** Traefik's read-only API over what is live now. */
export function answerApi(request: Request, runtime: Runtime, entryPoints: EntryPoints, version = '3.7.9'): Answer {
  if (request.method !== 'GET') return { status: 405 };
  const [api, section = '', kind = '', ...rest] = request.path.split('/').slice(1);
  if (request.path === '/ping') return { status: 200, body: 'OK' };
  if (api !== 'api') return notFound;
  if (section === 'version' && kind === '')
    return { status: 200, body: { Version: version, Codename: 'langres', startDate: '2026-01-01T00:00:00Z' } };
  if (section === 'overview' && kind === '') return { status: 200, body: overview(runtime) };
  if (section === 'rawdata' && kind === '') return { status: 200, body: rawdata(runtime) };
  if (section === 'entrypoints') return answerEntryPoints([kind, ...rest].join('/'), entryPoints);
  const at = sections.find((one) => one === section);
  const what = kinds.find((one) => one === kind);
  if (!at || !what || (at === 'udp' && what === 'middlewares')) return notFound;
  if (rest.length === 0) return page(listOf(runtime, at, what), request);
  const name = decodeURIComponent(rest.join('/'));
  const found = listOf(runtime, at, what).find((one) => one.name === name);
  return found ? { status: 200, body: found } : plain(404, `${what.slice(0, -1)} not found: ${name}`);
}

function page(all: readonly Shown[], { query }: Request): Answer {
  const [number, size] = [Number(query.get('page') ?? 1), Number(query.get('per_page') ?? 100)];
  const search = (query.get('search') ?? '').toLowerCase();
  const found = all
    .filter(
      ({ name, status, rule }) =>
        (search === '' || `${name} ${String(rule ?? '')}`.toLowerCase().includes(search)) &&
        (!query.get('status') || status === query.get('status')),
    )
    .filter((one) => !query.get('serviceName') || one['service'] === query.get('serviceName'))
    .filter((one) => !query.get('middlewareName') || ((one['middlewares'] ?? []) as unknown[]).includes(query.get('middlewareName')))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const start = (number - 1) * size;
  if (!(number > 0) || !(size > 0) || (start !== 0 && start >= found.length))
    return plain(400, `invalid request: page: ${number}, per_page: ${size}`);
  return {
    status: 200,
    headers: { 'x-next-page': start + size >= found.length ? '1' : String(number + 1), 'content-type': 'application/json' },
    body: JSON.stringify(found.slice(start, start + size)),
  };
}

function overview(runtime: Runtime): object {
  const count = (all: readonly Shown[]): object => ({
    total: all.length,
    warnings: all.filter(({ status }) => status === 'warning').length,
    errors: all.filter(({ status }) => status === 'disabled').length,
  });
  const part = (section: (typeof sections)[number]): object =>
    Object.fromEntries(
      kinds.filter((kind) => section !== 'udp' || kind !== 'middlewares').map((kind) => [kind, count(listOf(runtime, section, kind))]),
    );
  return {
    http: part('http'),
    tcp: part('tcp'),
    udp: part('udp'),
    features: { tracing: '', metrics: '', accessLog: false },
    providers: ['File'],
  };
}

function rawdata(runtime: Runtime): object {
  const map = (all: readonly Shown[]): object | undefined =>
    all.length === 0 ? undefined : Object.fromEntries(all.map(({ name, provider: _, priorityStr: __, type: ___, ...one }) => [name, one]));
  return {
    routers: map(runtime.http.routers),
    middlewares: map(runtime.http.middlewares),
    services: map(runtime.http.services),
    tcpRouters: map(runtime.tcp.routers),
    tcpMiddlewares: map(runtime.tcp.middlewares),
    tcpServices: map(runtime.tcp.services),
    udpRouters: map(runtime.udp.routers),
    udpServices: map(runtime.udp.services),
  };
}

function answerEntryPoints(name: string, entryPoints: EntryPoints): Answer {
  const all = Object.entries(entryPoints).map(([one, { port, tls, middlewares, redirectTo, udp }]) => ({
    address: `:${port}${udp ? '/udp' : ''}`,
    transport: { lifeCycle: { graceTimeOut: '10s' }, respondingTimeouts: { readTimeout: '1m0s', idleTimeout: '3m0s' } },
    forwardedHeaders: {},
    http: {
      ...(redirectTo
        ? { redirections: { entryPoint: { to: redirectTo, scheme: 'https', permanent: true, priority: 9223372036854775806 } } }
        : {}),
      ...(middlewares ? { middlewares } : {}),
      ...(tls ? { tls } : {}),
    },
    http2: { maxConcurrentStreams: 250 },
    name: one,
  }));
  if (name === '') return { status: 200, headers: { 'x-next-page': '1', 'content-type': 'application/json' }, body: JSON.stringify(all) };
  const found = all.find((one) => one.name === decodeURIComponent(name));
  return found ? { status: 200, body: found } : plain(404, `entry point not found: ${name}`);
}
