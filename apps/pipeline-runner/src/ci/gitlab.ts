import { setTimeout as sleep } from 'node:timers/promises';
import { HlError, isRecord, type Secret } from '@hl/core';
import { request } from '@hl/http';

export interface GitLabOptions {
  /** Of the API, `https://gitlab.com/api/v4`. */
  readonly api: string;
  /** Number of the project. */
  readonly project: string;
  readonly token: Secret;
  /** A token that somebody made, or the one of this job, which may do less. */
  readonly kind: 'PRIVATE-TOKEN' | 'JOB-TOKEN';
  /** Milliseconds that one call waits in all when GitLab is busy. Default 30 000. */
  readonly patienceMs?: number;
  /** Milliseconds before the second try; doubled each time. Default 500. */
  readonly backoffMs?: number;
}

/** The API of one project. */
export interface GitLab {
  /** @throws HlError HL_GITLAB_TOKEN, …_DENIED, …_NOT_FOUND, …_REFUSED, …_BUSY, and those of `@hl/http` with HL_GITLAB */
  get(path: string): Promise<unknown>;
  /** All of a list, page after page. */
  all(path: string): Promise<unknown[]>;
  post(path: string, body: object): Promise<unknown>;
  put(path: string, body: object): Promise<unknown>;
  /** Id of the token's user. */
  self(): Promise<unknown>;
}

const what = 'GitLab';
const perPage = 100;

export function gitlab({ api, project, token, kind, patienceMs = 30_000, backoffMs = 500 }: GitLabOptions): GitLab {
  const root = api.replace(/\/+$/, '');
  const base = `${root}/projects/${encodeURIComponent(project)}`;

  const once = (method: string, url: string, body?: object) =>
    request(url, {
      ...{ what, code: 'HL_GITLAB', method, deadlineMs: 15_000 },
      headers: { [kind]: token.reveal(), 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });

  /** What is only read, or put where it is already, may be asked for again; what makes something new only when GitLab says that it did not. */
  const call = async (method: 'GET' | 'POST' | 'PUT', url: string, body?: object) => {
    const until = performance.now() + patienceMs;
    for (let backoff = backoffMs; ; backoff *= 2) {
      const answer = await once(method, url, body);
      const asked = Number(answer.headers.get('retry-after') ?? NaN) * 1000;
      const busy = answer.status === 429 || (answer.status >= 500 && method !== 'POST');
      const wait = busy ? (answer.status === 429 && asked >= 0 ? asked : backoff) : null;
      if (wait === null || performance.now() + wait > until) {
        if (answer.status < 300) return answer;
        throw refusal(answer.status, answer.json(), kind);
      }
      await sleep(wait);
    }
  };

  return {
    get: async (path) => (await call('GET', base + path)).json(),
    async all(path) {
      const found: unknown[] = [];
      for (let page = '1'; page !== '';) {
        const answer = await call('GET', `${base}${path}${path.includes('?') ? '&' : '?'}per_page=${perPage}&page=${page}`);
        const list = answer.json();
        if (Array.isArray(list)) found.push(...(list as unknown[]));
        page = answer.headers.get('x-next-page') ?? '';
      }
      return found;
    },
    post: async (path, body) => (await call('POST', base + path, body)).json(),
    put: async (path, body) => (await call('PUT', base + path, body)).json(),
    async self() {
      const user = (await call('GET', `${root}/user`)).json();
      return isRecord(user) ? user['id'] : undefined;
    },
  };
}

/** Source: https://docs.gitlab.com/api/rest/troubleshooting/#status-codes */
function refusal(status: number, json: unknown, kind: GitLabOptions['kind']): HlError {
  const said = isRecord(json) ? (json['message'] ?? json['error_description'] ?? json['error']) : undefined;
  const words = said === undefined ? String(status) : `${status} ${typeof said === 'string' ? said : JSON.stringify(said)}`;
  const own = 'Make a project access token with the role Developer and the scope api, and set HL_GITLAB_TOKEN to it.';
  if (status === 401)
    return new HlError('HL_GITLAB_TOKEN', `GitLab does not accept the token: ${words}`, {
      kind: 'refused',
      hint: kind === 'JOB-TOKEN' ? own : 'HL_GITLAB_TOKEN may have expired or been revoked: make a new one with the scope api.',
    });
  if (status === 403)
    return new HlError('HL_GITLAB_DENIED', `GitLab does not let the token do this: ${words}`, { kind: 'refused', hint: own });
  if (status === 404)
    return new HlError('HL_GITLAB_NOT_FOUND', `GitLab does not find it, or does not show it to this token: ${words}`, {
      kind: 'refused',
      hint: own,
    });
  if (status === 429 || status >= 500)
    return new HlError('HL_GITLAB_BUSY', `GitLab does not answer this now: ${words}`, {
      kind: 'unreachable',
      hint: 'Run the job again later.',
    });
  if (status >= 300 && status < 400)
    return new HlError('HL_GITLAB_URL', `GitLab's API answers with a redirect (${status})`, {
      kind: 'input',
      hint: 'CI_API_V4_URL must be the URL that the API really has.',
    });
  return new HlError('HL_GITLAB_REFUSED', `GitLab refuses this: ${words}`, { kind: 'refused' });
}
