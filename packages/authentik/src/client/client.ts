import { setTimeout as sleep } from 'node:timers/promises';
import { HlError, isRecord, reveal, semaphore } from '@hl/core';
import { nodeFetch, request as http } from '@hl/http';
import type { AuthentikOptions } from '../options.js';
import { checkOptions } from './check-options.js';
import { errorOf, forbidden, requestId, type Answer } from './http-errors.js';
import { allPages, maxPages, type Page } from './pages.js';

export type Query = Readonly<Record<string, string>>;

/** Authentik's API v3. Paths are relative to `/api/v3/` and end in a slash. All methods throw HlError. */
export interface Client {
  /** Base URL as messages show it. */
  readonly where: string;
  /** The object, or null when there is none. */
  get<T>(path: string): Promise<T | null>;
  /** All pages of a list. Unknown filters are ignored by the server: check what comes back. */
  list<T>(path: string, query?: Query): Promise<T[]>;
  /** The same; null when the token may not read it, or the server does not have it. */
  listIfAllowed<T>(path: string, query?: Query): Promise<T[] | null>;
  /** Those of POST and PUT that the token may do here; null when the server does not answer that. */
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
/** From 2025.12 on a server gives 100 at most, whatever is asked for. */
const pageSize = '500';
/** Requests at the same time. */
const concurrency = 8;
/** What a server asks to wait is waited, up to this many times the back-off: 6 s. */
const maxRetryAfter = 20;

/** Where the option has a name; else those of @hl/http. */
const hints = {
  untrusted: 'Name the file of its CA in hl.yml (authentik.ca_file), or the host name that the certificate is for in authentik.url.',
  'no-tls': 'This port does not speak TLS: use http:// in authentik.url.',
};

export function client({ url, token, ca, timing = {}, ...options }: AuthentikOptions): Client {
  const { requestMs = 30_000, backoffMs = 300, settleMs = 1_000 } = timing;
  const where = url.trim().replace(/\/+$|\/+api\/v3\/*$/, '');
  const key = reveal(token).trim();
  const problem = checkOptions(where, key, ca);
  const trusting = problem === null && ca !== undefined && where.startsWith('https:') ? nodeFetch({ keepAlive: true, ca }) : undefined;
  const { run } = semaphore(concurrency);
  const headers = { authorization: `Bearer ${key}`, accept: 'application/json', 'accept-language': 'en' };

  const backoff = (attempt: number): Promise<void> => sleep(backoffMs * 2 ** Math.min(attempt - 1, 4) * (0.5 + Math.random()));

  const once = async (method: string, path: string, body?: object): Promise<Answer> => {
    if (problem) throw problem;
    const answer = await run(() =>
      http(`${where}/api/v3/${path}`, {
        method,
        headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
        fetch: options.fetch ?? trusting,
        deadlineMs: requestMs,
        what: `Authentik at ${where}`,
        code: 'HL_AUTHENTIK',
        hints,
      }),
    );
    return { status: answer.status, headers: answer.headers, json: answer.json() };
  };

  /** Reads are repeated when nobody answers, or the server fails; a write never is: what became of it is read first. */
  const ask = async (method: string, path: string, body?: object): Promise<Answer> => {
    for (let attempt = 1, retryAfterMs = 0; ; attempt += 1) {
      const isLast = method !== 'GET' || attempt === reads;
      try {
        const answer = await once(method, path, body);
        if (isLast || (answer.status !== 429 && answer.status < 500)) return answer;
        retryAfterMs = 1_000 * (Number(answer.headers.get('retry-after')) || 0);
      } catch (error) {
        if (isLast || (error as HlError).code !== 'HL_AUTHENTIK_UNREACHABLE') throw error;
      }
      await backoff(attempt);
      await sleep(Math.min(retryAfterMs, maxRetryAfter * backoffMs));
    }
  };

  /** @param mayLack a 404 of the API itself is an answer too */
  const request = async (method: string, path: string, body?: object, mayLack = false): Promise<Answer> => {
    const answer = await ask(method, path, body);
    const what = `${method} ${path.replace(/\?.*/, '')}`;
    if (answer.status === 401 || answer.status === 403) throw forbidden(answer, await once('GET', 'core/users/me/'), what, where);
    const error = mayLack && answer.status === 404 && isRecord(answer.json) ? null : errorOf(answer, what, where);
    if (error) throw error;
    return answer;
  };

  const page = async <T>(path: string, query: Query, number: number): Promise<Page<T>> => {
    const search = String(new URLSearchParams({ ...query, page: String(number), page_size: pageSize }));
    const answer = await request('GET', `${path}?${search}`, undefined, number > 1);
    // rows went meanwhile, so that there are fewer pages now
    if (answer.status === 404) return { rows: [], next: 0, total: 0 };
    const { results, pagination }: Record<string, unknown> = isRecord(answer.json) ? answer.json : {};
    if (!Array.isArray(results) || !results.every(isRecord) || number > maxPages) {
      throw new HlError('HL_AUTHENTIK_ANSWER', `Authentik at ${where}: GET ${path} was not answered with a list${requestId(answer)}`, {
        kind: 'refused',
        hint: 'Check that authentik.url is the base URL of Authentik.',
      });
    }
    const { next, total_pages: total }: Record<string, unknown> = isRecord(pagination) ? pagination : {};
    return { rows: results as T[], next: Number(next) || 0, total: Number(total) || 0 };
  };
  const list = <T>(path: string, query: Query = {}): Promise<T[]> => allPages((number) => page<T>(path, query, number));

  return {
    where,
    backoff,
    pause: () => sleep(settleMs),
    list,
    async get<T>(path: string) {
      const { status, json } = await request('GET', path, undefined, true);
      return status === 404 ? null : (json as T);
    },
    listIfAllowed: <T>(path: string, query?: Query) =>
      list<T>(path, query).catch((error: HlError) => {
        if (error.code === 'HL_AUTHENTIK_PERMISSION' || error.code === 'HL_AUTHENTIK_ANSWER') return null;
        throw error;
      }),
    async actions(path) {
      const { status, json } = await ask('OPTIONS', path);
      // the framework's own answer has these; from any other one nothing can be concluded
      if (status !== 200 || !isRecord(json) || !('renders' in json && 'parses' in json)) return null;
      return new Set(isRecord(json['actions']) ? Object.keys(json['actions']) : []);
    },
    send: async <T>(method: 'POST' | 'PUT' | 'PATCH', path: string, body: object) => (await request(method, path, body)).json as T,
    remove: async (path) => void (await request('DELETE', path, undefined, true)),
  };
}
