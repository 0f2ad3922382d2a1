import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Note {
  id: number;
  body: string;
  system: boolean;
  author: { id: number };
}

interface Environment {
  id: number;
  name: string;
  external_url: string | null;
  state: 'available' | 'stopped';
}

/** Behaves as GitLab's REST API documents its notes, environments and deployments. */
export interface GitLabServer {
  readonly api: string;
  readonly notes: Note[];
  readonly environments: Environment[];
  readonly deployments: Readonly<Record<string, unknown>>[];
  /** `METHOD path` of each request, in order. */
  readonly asked: string[];
  /** Answers that the next requests get instead. */
  readonly faults: { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown }[];
  close(): Promise<void>;
}

/** @param token with the scope `api`, of user 7; the job's token, `job-token`, reads notes and writes environments and deployments */
export async function gitlabServer(token: string): Promise<GitLabServer> {
  const state: Omit<GitLabServer, 'api' | 'close'> = { notes: [], environments: [], deployments: [], asked: [], faults: [] };
  const { notes, environments, deployments, asked, faults } = state;
  const answer = (
    method: string,
    url: URL,
    kind: string | null,
    body: Record<string, unknown>,
  ): [number, unknown, Record<string, string>?] => {
    if (kind === null) return [401, { message: '401 Unauthorized' }];
    const path = url.pathname;
    if (path === '/api/v4/user') return kind === 'job' ? [401, { message: '401 Unauthorized' }] : [200, { id: 7 }];
    const [, project, rest = ''] = /^\/api\/v4\/projects\/([^/]+)(\/.*)$/.exec(path) ?? [];
    if (project !== '42') return [404, { message: '404 Project Not Found' }];
    const [, , id] = /^\/(merge_requests\/5\/notes|environments)(?:\/(\d+))?/.exec(rest) ?? [];
    if (rest.startsWith('/merge_requests/5/notes')) {
      if (method === 'GET') return paged(notes, url);
      if (kind === 'job') return [403, { message: '403 Forbidden' }];
      const text = body['body'];
      if (typeof text !== 'string' || text === '' || text.length > 1_000_000) return [400, { message: { note: ['is too long'] } }];
      if (method === 'POST') {
        const note = { id: 100 + notes.length, body: text, system: false, author: { id: 7 } };
        notes.push(note);
        return [201, note];
      }
      const note = notes.find((one) => one.id === Number(id));
      if (note === undefined) return [404, { message: '404 Not found' }];
      if (note.author.id !== 7) return [403, { message: '403 Forbidden' }];
      note.body = text;
      return [200, note];
    }
    if (rest === '/environments' && method === 'GET')
      return paged(
        environments.filter(({ name }) => name === url.searchParams.get('name')),
        url,
      );
    if (rest === '/environments') {
      if (environments.some(({ name }) => name === body['name'])) return [400, { message: { name: ['has already been taken'] } }];
      const made = {
        id: environments.length + 1,
        name: String(body['name']),
        external_url: (body['external_url'] as string) ?? null,
        state: 'available' as const,
      };
      environments.push(made);
      return [201, made];
    }
    const environment = environments.find((one) => one.id === Number(id));
    if (/^\/environments\/\d+(\/stop)?$/.test(rest)) {
      if (environment === undefined) return [404, { message: '404 Not found' }];
      if (rest.endsWith('/stop')) environment.state = 'stopped';
      else environment.external_url = String(body['external_url']);
      return [200, environment];
    }
    if (rest === '/deployments' && method === 'POST') {
      const missing = ['environment', 'sha', 'ref', 'tag', 'status'].filter((name) => body[name] === undefined);
      if (missing.length > 0) return [400, { error: `${missing.join(', ')} is missing` }];
      deployments.push(body);
      const deployed = environments.find(({ name }) => name === body['environment']);
      if (deployed && body['status'] === 'success') deployed.state = 'available';
      return [201, body];
    }
    return [404, { error: '404 Not Found' }];
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(`${request.method} ${request.url?.replace('/api/v4', '')}`);
      const kind = request.headers['private-token'] === token ? 'own' : request.headers['job-token'] === 'job-token' ? 'job' : null;
      const fault = faults.shift();
      const text = Buffer.concat(chunks).toString();
      const [status, body, headers] = fault
        ? [fault.status, fault.body ?? { message: 'fault' }, fault.headers]
        : answer(
            request.method ?? '',
            new URL(request.url ?? '/', 'http://gitlab'),
            kind,
            text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
          );
      response.writeHead(status, { 'content-type': 'application/json', ...headers });
      response.end(JSON.stringify(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  };
  return { ...state, api: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4`, close };
}

/** Twenty a page unless asked for more, a hundred at most; the next page is told in a header. */
function paged(list: readonly unknown[], url: URL): [number, unknown, Record<string, string>] {
  const [size, page] = [Math.min(Number(url.searchParams.get('per_page') ?? 20), 100), Number(url.searchParams.get('page') ?? 1)];
  const next = page * size < list.length ? String(page + 1) : '';
  return [200, list.slice((page - 1) * size, page * size), { 'x-next-page': next }];
}
