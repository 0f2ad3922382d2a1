import { HlError, isRecord, reveal } from '@hl/core';
import type { Secret } from '@hl/core';
import { request } from '@hl/http';
import { snapshotOf } from './snapshot.js';
import type { Snapshot } from './snapshot.js';

/** Of each entryPoint: whether it gives TLS to routers that have none of their own, and whether it is one of UDP. */
export type EntryPoints = ReadonlyMap<string, { readonly tls: boolean; readonly udp: boolean }>;

export interface ApiOptions {
  /** Base URL, e.g. `http://traefik:8080`. */
  readonly url: string;
  /** `user:password` */
  readonly credentials?: string | Secret | undefined;
  /** Sent with every request, e.g. for a login in front of the API. */
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** Milliseconds for one request. Default 5 000. */
  readonly timeoutMs?: number | undefined;
}

/** Traefik's read-only API. `rawdata` is one answer for everything, so what is compared is of one moment. */
export interface Api {
  /**
   * The same object as the last time when nothing changed.
   *
   * @throws HlError `unreachable` when nobody answers or Traefik is in trouble, `refused` when the answer is not its API's
   */
  snapshot(): Promise<Snapshot>;
  entryPoints(): Promise<EntryPoints>;
  /** E.g. `3.7.9`; `null` when it does not say. */
  version(): Promise<string | null>;
  /** Names of the providers that are switched on, lower case; `null` when it does not say. */
  providers(): Promise<readonly string[] | null>;
}

export function api({ url, credentials: given, headers = {}, fetch = globalThis.fetch, timeoutMs = 5000 }: ApiOptions): Api {
  const { base, credentials = given } = withoutCredentials(url);
  const sent = {
    ...(credentials === undefined ? {} : { authorization: `Basic ${Buffer.from(reveal(credentials)).toString('base64')}` }),
    ...headers,
  };
  const asked = {
    what: `Traefik's API at ${base}`,
    code: 'HL_TRAEFIK_API',
    hints: { refused: notRunning, name: notRunning, route: notRunning },
  };

  const get = async (path: string): Promise<{ readonly text: string; value(): unknown }> => {
    const answer = await request(`${base}${path}`, { ...asked, headers: sent, fetch, deadlineMs: timeoutMs, maxBytes });
    if (answer.status !== 200) throw refusal(base, path, answer.status);
    return {
      text: answer.text(),
      value() {
        const value = answer.json();
        if (value === undefined) throw notTheApi(`${base}${path} does not answer with JSON`);
        return value;
      },
    };
  };
  let last: { readonly text: string; readonly snapshot: Snapshot } | null = null;

  return {
    async snapshot() {
      const { text, value } = await get('/api/rawdata');
      if (text === last?.text) return last.snapshot;
      const raw = value();
      if (!isRecord(raw)) throw notTheApi(`${base}/api/rawdata is not what Traefik answers`);
      last = { text, snapshot: snapshotOf(raw) };
      return last.snapshot;
    },
    async version() {
      const answer = (await get('/api/version')).value();
      return isRecord(answer) && typeof answer['Version'] === 'string' ? answer['Version'] : null;
    },
    async providers() {
      const overview = (await get('/api/overview')).value();
      const found = isRecord(overview) ? overview['providers'] : null;
      return Array.isArray(found) ? found.map((name) => String(name).toLowerCase()) : null;
    },
    async entryPoints() {
      const all = (await get('/api/entrypoints')).value();
      if (!Array.isArray(all)) throw notTheApi(`${base}/api/entrypoints is not what Traefik answers`);
      const named = all.filter(isRecord).filter(({ name }) => typeof name === 'string');
      return new Map(
        named.map(({ name, http, address }) => [
          String(name),
          { tls: isRecord(http) && isRecord(http['tls']), udp: String(address).endsWith('/udp') },
        ]),
      );
    },
  };
}

/** Credentials in the URL would show up in messages. */
function withoutCredentials(url: string): { base: string; credentials?: string } {
  const base = url.replace(/\/+$/, '').replace(/\/api$/, '');
  const found = /^(https?:\/\/)([^/@]*)@(.*)$/.exec(base);
  return found ? { base: `${found[1]}${found[3]}`, credentials: decoded(found[2] ?? '') } : { base };
}

/** A lone percent sign stands for itself. */
const decoded = (text: string): string =>
  text.replaceAll(/(%[\da-f]{2})+/gi, (bytes) => Buffer.from(bytes.replaceAll('%', ''), 'hex').toString());

/** Ten thousand routers fit in. */
const maxBytes = 16 * 1024 * 1024;

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
  const kind = status >= 500 || status === 429 ? 'unreachable' : 'refused';
  const message = status >= 300 && status < 400 ? `${base}${path} redirects elsewhere (${status})` : `${base}${path} answers ${status}`;
  return new HlError('HL_TRAEFIK_API', message, {
    kind,
    hint: kind === 'refused' ? apiHint : "Look at Traefik's log; the next run tries again.",
  });
}
