import { randomBytes } from 'node:crypto';
import type { Answer, Request } from '../../http.js';
import type { Profile } from '../profile.js';

export type Errors = Record<string, unknown>;

const id = (): Record<string, string> => ({ 'x-authentik-id': randomBytes(16).toString('hex'), 'x-powered-by': 'authentik' });

export const json = (status: number, body: unknown): Answer => ({
  status,
  headers: { ...id(), 'content-type': 'application/json', vary: 'Accept-Language, Cookie' },
  body: JSON.stringify(body),
});

export const html = (status: number, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: { ...id(), 'content-type': 'text/html; charset=utf-8', ...headers },
  body: status === 405 ? '' : `<!doctype html><title>authentik</title><h1>${status}</h1>`,
});

/** What a crash of a view looks like: the error pages are views for GET only, so a write gets a 405. */
export const crash = (request: Request): Answer => (request.method === 'GET' ? html(500) : html(405, { allow: 'GET, HEAD, OPTIONS' }));

export const detail = (status: number, text: string): Answer => json(status, { detail: text });

/** @param isId whether the path holds what could be an id of this model */
export const notFound = (profile: Profile, model: string, isId = true): Answer =>
  detail(404, profile.namedNotFound && isId ? `No ${model} matches the given query.` : 'Not found.');

export const invalid = (errors: Errors): Answer => json(400, errors);

export const noContent = (): Answer => ({ status: 204, headers: id() });

/** One page of a list in Authentik's envelope. `count` may differ from what `all` holds: the cached application list counts what it does not show. */
export function page(request: Request, profile: Profile, all: readonly unknown[], count = all.length): Answer {
  const asked = Number(request.query.get('page_size') ?? '');
  const size = Math.min(Number.isInteger(asked) && asked > 0 ? asked : profile.pageSize, profile.maxPageSize);
  const current = Number(request.query.get('page') ?? '1');
  const pages = Math.max(1, Math.ceil(all.length / size));
  if (!Number.isInteger(current) || current < 1 || current > pages) return detail(404, 'Invalid page.');
  const results = all.slice((current - 1) * size, current * size);
  return json(200, {
    pagination: {
      next: current < pages ? current + 1 : 0,
      previous: current - 1,
      count,
      current,
      total_pages: pages,
      start_index: results.length === 0 ? 0 : (current - 1) * size + 1,
      end_index: (current - 1) * size + results.length,
    },
    results,
    ...(profile.autocomplete ? { autocomplete: {} } : {}),
  });
}
