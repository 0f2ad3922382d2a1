import { HlError, isRecord, reveal } from '@hl/core';
import { request } from '@hl/http';
import type { TraefikOptions } from '../options.js';
import { listOf, snapshotOf, type Snapshot } from './snapshot.js';

/** Of each entryPoint: whether it gives TLS to routers that have none of their own, and whether it is one of UDP. */
export type EntryPoints = ReadonlyMap<string, { readonly tls: boolean; readonly udp: boolean }>;

type ApiOptions = Pick<TraefikOptions, 'apiCredentials' | 'apiHeaders' | 'fetch' | 'timing'>;

/**
 * Traefik's read-only API. `rawdata` is one answer for everything, so what is compared is of one moment. The first two reject with an HlError:
 * `unreachable` when nobody answers or Traefik is in trouble, `refused` when the answer is not its API's.
 */
export interface Api {
  snapshot(): Promise<Snapshot>;
  entryPoints(): Promise<EntryPoints>;
  /** E.g. `3.7.9`; `null` when it does not say, or nothing at all. */
  version(): Promise<string | null>;
  /** Names of the providers that are switched on, lower case; `null` in the same way. */
  providers(): Promise<readonly string[] | null>;
}

/** `url`: its base, e.g. `http://traefik:8080`. */
export function api(url: string, { apiCredentials, apiHeaders = {}, fetch, timing }: ApiOptions): Api {
  const { base, credentials = apiCredentials } = withoutCredentials(url);
  const login = credentials === undefined ? {} : { authorization: `Basic ${Buffer.from(reveal(credentials)).toString('base64')}` };
  const options = {
    what: `Traefik's API at ${base}`,
    code: 'HL_TRAEFIK_API',
    hints: { refused: notRunning, name: notRunning, route: notRunning },
    headers: { ...login, ...apiHeaders },
    fetch,
    deadlineMs: timing?.requestMs ?? 5000,
    maxBytes: 16 * 1024 * 1024, // ten thousand routers fit in
  };
  const get = async <T>(path: string, isRight: (value: unknown) => value is T): Promise<T> => {
    const answer = await request(`${base}${path}`, options);
    if (answer.status !== 200) throw refusal(base, path, answer.status);
    const value = answer.json();
    if (isRight(value)) return value;
    throw notTheApi(`${base}${path} ${value === undefined ? 'does not answer with JSON' : 'is not what Traefik answers'}`);
  };
  return {
    snapshot: async () => snapshotOf(await get('/api/rawdata', isRecord)),
    async version() {
      const version = (await get('/api/version', isRecord).catch(() => null))?.['Version'];
      return typeof version === 'string' ? version : null;
    },
    async providers() {
      const providers = (await get('/api/overview', isRecord).catch(() => null))?.['providers'];
      return Array.isArray(providers) ? listOf(providers).map((name) => name.toLowerCase()) : null;
    },
    async entryPoints() {
      const all = (await get('/api/entrypoints', Array.isArray)).filter(isRecord).filter(({ name }) => typeof name === 'string');
      const kindOf = ({ http, address }: { readonly [field: string]: unknown }) => ({
        tls: isRecord(http) && isRecord(http['tls']),
        udp: String(address).endsWith('/udp'),
      });
      return new Map(all.map((one) => [String(one['name']), kindOf(one)]));
    },
  };
}

/** Credentials in the URL would show up in messages. A lone percent sign stands for itself. */
function withoutCredentials(url: string): { base: string; credentials?: string } {
  const base = url.replace(/\/+$/, '').replace(/\/api$/, '');
  const [, scheme = '', written, rest = ''] = /^(https?:\/\/)([^/@]*)@(.*)$/.exec(base) ?? [];
  const decoded = written?.replaceAll(/(%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString());
  return decoded === undefined ? { base } : { base: `${scheme}${rest}`, credentials: decoded };
}

const notRunning = 'Is Traefik running, and is traefik.api in hl.yml right?';

const apiHint = "Set traefik.api in hl.yml to the base URL of Traefik's API (static configuration: api), without a login page in front.";

const notTheApi = (message: string): HlError => new HlError('HL_TRAEFIK_API', message, { kind: 'refused', hint: apiHint });

function refusal(base: string, path: string, status: number): HlError {
  if (status === 401 || status === 403) {
    return new HlError('HL_TRAEFIK_API_LOGIN', `Traefik's API at ${base} does not accept the credentials (${status})`, {
      kind: 'refused',
      hint: 'Set the environment variable that traefik.api_credentials in hl.yml names to user:password.',
    });
  }
  if (status >= 300 && status < 400) return notTheApi(`${base}${path} redirects elsewhere (${status})`);
  const message = `${base}${path} answers ${status}`;
  if (status < 500 && status !== 429) return notTheApi(message);
  return new HlError('HL_TRAEFIK_API', message, { kind: 'unreachable', hint: "Look at Traefik's log; the next run tries again." });
}
