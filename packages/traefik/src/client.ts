import { HlError } from '@hl/core';
import ky from 'ky';
import { isRecord } from './check.js';
import type { RouteConfig } from './spec.js';

/** An object of the API: the definition with Traefik's defaults, plus `status` and `error[]`. */
export type Shown = { readonly [field: string]: unknown };
type Names = ReadonlyMap<string, Shown>;

/** All that Traefik serves at one moment, by section and kind, names as `metube@file`. */
export interface Snapshot {
  names(section: keyof RouteConfig, kind: string): Names;
}

/** Of each entryPoint: whether it gives TLS to routers that have none of their own. */
export type EntryPoints = ReadonlyMap<string, { readonly tls: boolean }>;

export interface ApiOptions {
  /** Base URL, e.g. `http://traefik:8080`. */
  readonly url: string;
  /** `user:password` */
  readonly credentials?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds for one request. Default 5 000. */
  readonly timeoutMs?: number;
}

/** Traefik's read-only API. `rawdata` is one answer for everything, so what is compared is of one moment. */
export interface Api {
  /** @throws HlError `unreachable` when nobody answers or Traefik is in trouble, `refused` when the answer is not its API's */
  snapshot(): Promise<Snapshot>;
  entryPoints(): Promise<EntryPoints>;
  /** Names of the providers that are switched on, lower case; `null` when it does not say. */
  providers(): Promise<readonly string[] | null>;
}

export function api({ url, credentials: given, fetch = globalThis.fetch, timeoutMs = 5000 }: ApiOptions): Api {
  const { base, credentials = given } = withoutCredentials(url);
  const http = ky.create({
    fetch,
    retry: 0,
    throwHttpErrors: false,
    timeout: timeoutMs,
    redirect: 'manual',
    headers: credentials === undefined ? {} : { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` },
  });

  const get = async (path: string): Promise<unknown> => {
    let status: number, text: string;
    try {
      const response = await http.get(`${base}${path}`);
      status = response.status;
      text = await response.text();
    } catch (cause) {
      throw new HlError('HL_TRAEFIK_API', `Traefik's API at ${base} does not answer: ${reason(cause)}`, {
        kind: 'unreachable',
        hint: 'Is Traefik running, and is traefik.api in hl.yml right?',
        cause,
      });
    }
    if (status !== 200) throw refusal(base, path, status);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new HlError('HL_TRAEFIK_API', `${base}${path} does not answer with JSON`, { kind: 'refused', hint: notTheApi, cause });
    }
  };

  return {
    async snapshot() {
      const raw = await get('/api/rawdata');
      if (!isRecord(raw))
        throw new HlError('HL_TRAEFIK_API', `${base}/api/rawdata is not what Traefik answers`, { kind: 'refused', hint: notTheApi });
      const maps = new Map<string, Names>();
      return {
        names(section, kind) {
          const field = section === 'http' ? kind : `${section}${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
          const found = raw[field];
          const names =
            maps.get(field) ??
            new Map(Object.entries(isRecord(found) ? found : {}).filter((entry): entry is [string, Shown] => isRecord(entry[1])));
          maps.set(field, names);
          return names;
        },
      };
    },
    async providers() {
      const overview = await get('/api/overview');
      const found = isRecord(overview) ? overview['providers'] : null;
      return Array.isArray(found) ? found.map((name) => String(name).toLowerCase()) : null;
    },
    async entryPoints() {
      const all = await get('/api/entrypoints');
      if (!Array.isArray(all))
        throw new HlError('HL_TRAEFIK_API', `${base}/api/entrypoints is not what Traefik answers`, { kind: 'refused', hint: notTheApi });
      const named = all.filter(isRecord).filter(({ name }) => typeof name === 'string');
      return new Map(named.map(({ name, http }) => [String(name), { tls: isRecord(http) && isRecord(http['tls']) }]));
    },
  };
}

/** Credentials in the URL would show up in messages. */
function withoutCredentials(url: string): { base: string; credentials?: string } {
  const base = url.replace(/\/+$/, '').replace(/\/api$/, '');
  const found = /^(https?:\/\/)([^/@]*)@(.*)$/.exec(base);
  return found ? { base: `${found[1]}${found[3]}`, credentials: decodeURIComponent(found[2] ?? '') } : { base };
}

const notTheApi = "Set traefik.api in hl.yml to the base URL of Traefik's API (static configuration: api), without a login page in front.";

function refusal(base: string, path: string, status: number): HlError {
  if (status === 401 || status === 403) {
    return new HlError('HL_TRAEFIK_API_LOGIN', `Traefik's API at ${base} does not accept the credentials (${status})`, {
      kind: 'refused',
      hint: 'Set the environment variable that traefik.api_credentials in hl.yml names to user:password.',
    });
  }
  const kind = status >= 500 || status === 429 ? 'unreachable' : 'refused';
  const message = status >= 300 && status < 400 ? `${base}${path} redirects elsewhere (${status})` : `${base}${path} answers ${status}`;
  return new HlError('HL_TRAEFIK_API', message, {
    kind,
    hint: kind === 'refused' ? notTheApi : "Look at Traefik's log; the next run tries again.",
  });
}

/** The system's own word, e.g. `ECONNREFUSED`; an URL with a password is never in it. */
function reason(error: unknown): string {
  const cause = (error as { cause?: { code?: unknown; message?: unknown } }).cause;
  if ((error as Error).name === 'TimeoutError') return 'no answer in time';
  return String(cause?.code ?? cause?.message ?? (error as Error).message);
}
