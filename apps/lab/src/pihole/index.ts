import { setTimeout as sleep } from 'node:timers/promises';
import { addressesOf } from '../dns-socket.js';
import { httpEmulator } from '../http.js';
import type { Answer, HttpEmulator, Request } from '../http.js';
import { tlsFront } from '../tls-front.js';
import type { TlsFront } from '../tls-front.js';
import { createAuth } from './api/auth.js';
import { ownCertificate } from './certificate.js';
import { createConfig } from './api/config.js';
import { dnsEmulator } from './dns/server.js';
import { empty, failure, json, notFound, unauthorized } from './api/errors.js';
import type { PiholeEmulatorOptions } from './options.js';
import { createSessions } from './api/sessions.js';
import { createSettings, logsOut } from './api/settings.js';
import { createWatch } from './strict.js';
import { createWriters } from './writers.js';

export type { PiholeEmulatorOptions, Profile, Upstream, Zone } from './options.js';

export interface PiholeEmulator extends Pick<HttpEmulator, 'url' | 'requests' | 'faults' | 'refuse' | 'fetch' | 'close'>, AsyncDisposable {
  readonly dns: { readonly address: string; readonly port: number };
  /** With `tls`: the https URL, its CA as PEM, connections so far. */
  readonly https: Pick<TlsFront, 'url' | 'ca' | 'connections'> | null;
  /** DNS questions so far, e.g. `A nas.lab`. */
  readonly queries: readonly string[];
  hosts(): string[];
  cnameRecords(): string[];
  /** Somebody edits the lists: the web interface, another tool. */
  setHosts(lines: readonly string[]): void;
  setCnameRecords(lines: readonly string[]): Promise<void>;
  /** Sessions that are live. */
  sessions(): number;
  /** Ends all sessions, as a crash of pihole-FTL or a new password does. */
  dropSessions(): void;
  /** What a careful client never does, one line each; filled in strict mode, the last ones by `close`. */
  readonly violations: readonly string[];
  /** How often pihole.toml was written, each time with a backup of the one before. */
  readonly backups: number;
  readonly restarts: number;
  /** pihole-FTL has crashed, see `crashes`: no API, no DNS. */
  readonly dead: boolean;
  /** Addresses of a name, A and AAAA, asked over UDP; sorted. */
  resolve(name: string): Promise<string[]>;
}

const versions = { '6.0': 'v6.0', '6.4': 'v6.4.1', '6.7.1': 'v6.7.1' } as const;

/** A Pi-hole v6 on loopback: the API for sessions and config, and a real DNS server over UDP behind it. */
export async function piholeEmulator(options: PiholeEmulatorOptions = {}): Promise<PiholeEmulator> {
  const {
    address = '127.0.0.1',
    profile = '6.4',
    restartMs = 800,
    writeMs = 3,
    liveMs = 0,
    sessionTimeout = 1_800,
    now = Date.now,
  } = options;
  const settings = createSettings(options);
  const sessions = createSessions(options.maxSessions ?? 16, sessionTimeout, now);
  const auth = createAuth(options, sessions, sessionTimeout);
  const fits = (): boolean => [settings.hosts(), settings.cnameRecords()].every((lines) => JSON.stringify(lines).length < 65_000);
  const watch = createWatch(fits);
  let restarts = 0;
  let restarting: Promise<void> | null = null;
  let closed = false;

  let live = { hosts: settings.hosts(), until: 0 };
  const served = () => ({ hosts: now() < live.until ? live.hosts : settings.hosts(), cnameRecords: settings.servedCnames() });
  const dns = await dnsEmulator(served, {
    address,
    upstream: options.upstream ?? 'none',
    localise: options.localise ?? null,
    blocked: new Set(options.blocked),
    localZones: () => (settings.get('misc.dnsmasq_lines') as string[]).flatMap((line) => /^local=(.*)/.exec(line)?.[1]?.split('/') ?? []),
    rateLimit: options.rateLimit ?? Infinity,
    version: versions[profile],
    api: () => `${web.url}/api/`,
    now,
  });

  /** Answers first, goes away a third of the time later, and several changes until then are one restart. */
  const restart = (): Promise<void> =>
    (restarting ??= (async () => {
      await sleep(restartMs / 3);
      if (closed || dead) return;
      restarts += 1;
      dns.silent = true;
      await web.refuse(true);
      settings.reload();
      dns.flush();
      restarting = null;
      await sleep(restartMs);
      if (closed || dead) return;
      await web.refuse(false);
      dns.silent = false;
    })());

  const writers = createWriters(() => (options.crashes === true ? settings.hosts().length : 0));
  let dead = false;
  const die = async (): Promise<void> => {
    [dead, dns.silent] = [true, true];
    await web.refuse(true);
  };

  const config = createConfig(settings, (paths, restarts) => {
    if (paths.some((path) => logsOut.has(path))) sessions.clear();
    if (restarts) void restart();
  });

  const write = async (request: Request, act: () => Answer): Promise<Answer> => {
    let answer: Answer | undefined;
    const over = watch.writing(request, () => answer?.status ?? 0);
    try {
      const seat = auth.seat(request);
      if (!auth.admits(request)) return (answer = unauthorized());
      await sleep(writeMs);
      if (dns.silent) return (answer = empty()); // the restart came first: its connection is gone
      const forbidden = 'Unable to change configuration (read-only)';
      if (seat?.app && settings.get('webserver.api.app_sudo') !== true) {
        return (answer = failure(
          403,
          'forbidden',
          forbidden,
          'The current app session is not allowed to modify Pi-hole config settings (webserver.api.app_sudo is false)',
        ));
      }
      if (seat?.cli)
        return (answer = failure(403, 'forbidden', forbidden, 'The current CLI session is not allowed to modify Pi-hole config settings'));
      live = { hosts: served().hosts, until: now() + liveMs };
      if (writers.wrote(seat?.sid ?? '', request.method !== 'PATCH')) await die();
      if (dead) return (answer = empty());
      return (answer = act());
    } finally {
      over();
    }
  };

  const route = async (request: Request): Promise<Answer> => {
    const { method } = request;
    const path = decode(request.path);
    if (path.startsWith('/admin/api'))
      return failure(400, 'bad_request', 'Bad request', 'The API is hosted at pi.hole/api, not pi.hole/admin/api');
    if (!path.startsWith('/api'))
      return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Error 404: Not Found\nNot Found' };
    if (path.startsWith('/api//')) return notFound(path);
    if (method === 'OPTIONS') return empty({ allow: 'GET, PUT, PATCH, DELETE' });
    const parts = path.replace(/\/$/, '').split('/').slice(2);
    if (parts[0] === 'auth') return auth.handle({ ...request, path });
    if (path === '/api/info/login' && method === 'GET')
      return json(200, { dns: true, https_port: front === null ? 0 : Number(new URL(front.url).port) });
    if (path === '/api/info/version' && method === 'GET') {
      return auth.admits(request)
        ? json(200, { version: { ftl: { local: { branch: 'master', version: versions[profile], hash: 'd0d0d0d0' } } } })
        : unauthorized();
    }
    if (path === '/api/action/restartdns' && method === 'POST') {
      if (!auth.admits(request)) return unauthorized();
      if (settings.get('webserver.api.allow_destructive') !== true)
        return failure(403, 'forbidden', 'Restarting DNS is not allowed', 'Check setting webserver.api.allow_destructive');
      void restart();
      return json(200, { status: 'success' });
    }
    if (parts[0] !== 'config') return notFound(path);
    if (method === 'GET') {
      if (!auth.admits(request)) return unauthorized();
      watch.reading();
      return config.get(request, parts.slice(1));
    }
    if (method === 'PATCH' && parts.length <= 2) return write(request, () => config.patch(request));
    if ((method === 'PUT' || method === 'DELETE') && parts.length > 1) return write(request, () => config.item(request, parts.slice(1)));
    return notFound(path);
  };

  const web = await httpEmulator(
    async (request) => {
      const answer = await route(request);
      const headers = {
        ...(isRouted(request, answer) ? auth.cookie(request) : {}),
        ...(answer.body === undefined ? {} : { 'content-length': String(Buffer.byteLength(text(answer.body))) }),
        ...answer.headers,
        ...(profile === '6.0' ? { connection: 'close' } : {}),
      };
      return { ...answer, headers };
    },
    { address, civetweb: true },
  );

  const front = options.tls === true ? await tlsFront(address, web.port, ownCertificate()) : null;

  const close = async (): Promise<void> => {
    if (closed) return;
    closed = true;
    for (const { userAgent } of sessions.all().filter(sessions.isLive)) watch.violations.push(`a session was not logged out: ${userAgent}`);
    await front?.close();
    await web.close();
    await dns.close();
  };

  return {
    url: web.url,
    async fetch(input, init) {
      const answer = await web.fetch(input, init);
      if (dns.silent) throw new TypeError('fetch failed', { cause: Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }) });
      return answer;
    },
    https: front,
    requests: web.requests,
    faults: web.faults,
    refuse: (refused) => web.refuse(refused),
    dns: { address: dns.address, port: dns.port },
    queries: dns.queries,
    hosts: () => [...settings.hosts()],
    cnameRecords: () => [...settings.cnameRecords()],
    setHosts(lines) {
      settings.assign(new Map([['dns.hosts', [...lines]]]), true);
      if (writers.wrote('outside', true)) void die();
    },
    get dead() {
      return dead;
    },
    async setCnameRecords(lines) {
      settings.assign(new Map([['dns.cnameRecords', [...lines]]]), true);
      settings.reload();
    },
    sessions: () => sessions.all().filter(sessions.isLive).length,
    dropSessions: () => sessions.clear(),
    get violations() {
      return options.strict === true ? watch.violations : [];
    },
    get backups() {
      return settings.backups();
    },
    get restarts() {
      return restarts;
    },
    resolve: (name) => addressesOf(dns, name),
    close,
    [Symbol.asyncDispose]: close,
  };
}

const text = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

/** Whether it came to an endpoint: what has no such path or method says nothing of the session. */
const isRouted = ({ method }: Request, { body }: Answer): boolean =>
  method !== 'OPTIONS' && (body as { error?: { key?: unknown } } | undefined)?.error?.key !== 'not_found';

/** As the server decodes a path: `+` is a blank, too. */
function decode(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll('+', ' '));
  } catch {
    return path;
  }
}
