import { setTimeout as sleep } from 'node:timers/promises';
import { HlError, reveal } from '@hl/core';
import { nodeFetch, request as http } from '@hl/http';
import { errorOf, forbidden, isRecord, requestOf } from './http-errors.js';
import type { Answer } from './http-errors.js';
import type { AuthentikOptions } from './options.js';
import { unusable } from './unusable.js';

export type Query = Readonly<Record<string, string | number>>;

/** Authentik's API v3. Paths are relative to `/api/v3/` and end in a slash. All methods throw HlError. */
export interface Client {
  /** Base URL as messages show it. */
  readonly where: string;
  /** The object, or null when there is none. */
  get<T>(path: string, query?: Query): Promise<T | null>;
  /** All pages of a list. Unknown filters are ignored by the server: check what comes back. */
  list<T>(path: string, query?: Query): Promise<T[]>;
  /** The same; null when the token may not read it, or the server does not have it. */
  listIfAllowed<T>(path: string, query?: Query): Promise<T[] | null>;
  /** Those of POST and PUT that the token may do here; null when the server does not tell. */
  actions(path: string): Promise<ReadonlySet<string> | null>;
  send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: object): Promise<T>;
  /** None there is fine. */
  remove(path: string): Promise<void>;
  /** Waits before attempt `attempt` + 1. */
  backoff(attempt: number): Promise<void>;
  /** Gives another writer time to overwrite what was just written. */
  pause(): Promise<void>;
}

const reads = 3;

/** Of a list: from 2025.12 on a server gives 100 at most, whatever is asked for. */
const pageSize = 500;

/** Far more than any server holds: one that always names a next page is none. */
const mostPages = 100;

/** What a server asks to wait is waited, up to this many times the back-off: 6 s. */
const longest = 20;

const hints = {
  late: 'Check that the server is well, then run again: nothing is lost.',
  untrusted: 'Name the file of its CA in hl.yml (authentik.ca_file), or the host name that the certificate is for in authentik.url.',
  'no-tls': 'This port does not speak TLS: use http:// in authentik.url.',
  refused: 'Check authentik.url, and that the server runs and can be reached from here.',
  cut: 'Check authentik.url, and that the server runs and can be reached from here.',
} as const;

export function client({ url, token, ca, timing = {}, ...options }: AuthentikOptions): Client {
  const { requestMs = 30_000, backoffMs = 300, settleMs = 1_000 } = timing;
  const where = url
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/api\/v3$/, '');
  const key = reveal(token).trim();
  const problem = unusable(where, key, ca);
  const trusting = problem === null && ca !== undefined && where.startsWith('https:');
  const fetch = options.fetch ?? (trusting ? nodeFetch({ ca }) : globalThis.fetch);
  const headers = { authorization: problem ? '' : `Bearer ${key}`, accept: 'application/json', 'accept-language': 'en' };

  const backoff = (attempt: number): Promise<void> => sleep(backoffMs * 2 ** Math.min(attempt - 1, 4) * (0.5 + Math.random()));

  const once = async (method: string, path: string, query: Query, body?: object): Promise<Answer> => {
    if (problem) throw problem;
    const search = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])).toString();
    const answer = await http(`${where}/api/v3/${path}${search === '' ? '' : `?${search}`}`, {
      method,
      headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
      fetch,
      deadlineMs: requestMs,
      what: `Authentik at ${where}`,
      code: 'HL_AUTHENTIK',
      hints,
    });
    return {
      status: answer.status,
      json: answer.json(),
      location: answer.headers.get('location'),
      retryAfterMs: 1_000 * (Number(answer.headers.get('retry-after')) || 0),
      id: answer.headers.get('x-authentik-id'),
    };
  };

  /** Reads are repeated when nobody answers, or the server fails; a write never is: what became of it is read first. */
  const ask = async (method: string, path: string, query: Query, body?: object): Promise<Answer> => {
    for (let attempt = 1, asked = 0; ; attempt += 1) {
      const last = method !== 'GET' || attempt === reads;
      try {
        const answer = await once(method, path, query, body);
        asked = Math.min(answer.retryAfterMs, longest * backoffMs);
        if (last || (answer.status !== 429 && answer.status < 500)) return answer;
      } catch (error) {
        if (last || (error as HlError).code !== 'HL_AUTHENTIK_UNREACHABLE') throw error;
      }
      await backoff(attempt);
      await sleep(asked);
    }
  };

  const request = async (method: string, path: string, query: Query = {}, body?: object): Promise<Answer> => {
    const answer = await ask(method, path, query, body);
    if (answer.status !== 401 && answer.status !== 403) return answer;
    throw forbidden(answer, await once('GET', 'core/users/me/', {}), `${method} ${path}`, where);
  };

  const succeed = ({ json }: Answer, error: HlError | null): unknown => {
    if (error) throw error;
    return json;
  };

  const list = async <T>(path: string, query: Query = {}): Promise<T[]> => {
    const all: T[] = [];
    for (let page = 1; page > 0;) {
      const answer = await request('GET', path, { ...query, page, page_size: pageSize });
      const json = succeed(answer, errorOf(answer, `GET ${path}`, where));
      if (!isRecord(json) || !Array.isArray(json['results']) || !json['results'].every(isRecord) || page > mostPages) {
        throw new HlError('HL_AUTHENTIK_ANSWER', `Authentik at ${where}: GET ${path} was not answered with a list${requestOf(answer)}`, {
          kind: 'refused',
          hint: 'Check that authentik.url is the base URL of Authentik.',
        });
      }
      all.push(...(json['results'] as T[]));
      const next = isRecord(json['pagination']) ? Number(json['pagination']['next']) : 0;
      page = next > page ? next : 0;
    }
    return all;
  };

  return {
    where,
    pause: () => sleep(settleMs),
    backoff,
    list,
    async get<T>(path: string, query: Query = {}) {
      const answer = await request('GET', path, query);
      if (answer.status === 404 && isRecord(answer.json)) return null;
      return succeed(answer, errorOf(answer, `GET ${path}`, where)) as T;
    },
    async listIfAllowed<T>(path: string, query: Query = {}) {
      try {
        return await list<T>(path, query);
      } catch (error) {
        if (error instanceof HlError && ['HL_AUTHENTIK_PERMISSION', 'HL_AUTHENTIK_ANSWER'].includes(error.code)) return null;
        throw error;
      }
    },
    async actions(path) {
      const { status, json } = await ask('OPTIONS', path, {});
      // the framework's own answer has these; from any other one nothing can be told
      if (status !== 200 || !isRecord(json) || !('renders' in json && 'parses' in json)) return null;
      return new Set(isRecord(json['actions']) ? Object.keys(json['actions']) : []);
    },
    async send<T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: object) {
      const answer = await request(method, path, {}, body);
      return succeed(answer, errorOf(answer, `${method} ${path}`, where)) as T;
    },
    async remove(path) {
      const answer = await request('DELETE', path);
      if (answer.status !== 404 || !isRecord(answer.json)) succeed(answer, errorOf(answer, `DELETE ${path}`, where));
    },
  };
}
