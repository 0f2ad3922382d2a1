import type { Reply } from '../client/request.js';
import type { Verdict } from '../result.js';

export const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** A `Location` without its query, which may carry tokens. */
export const withoutQuery = (location: string | undefined): string | null => location?.replace(/[?#].*$/s, '') ?? null;

/** Of pages that lead to one another and never to an answer. */
export const looping = (hops: readonly string[]): Verdict => ({
  pass: false,
  actual: `a redirect loop: ${hops.slice(0, 6).join(' → ')}${hops.length > 6 ? ' → …' : ''}`,
  hint: "Browsers give up here. Usually one side sends visitors to https and the other back to http: check the service's own base URL and trusted proxies.",
});

export function described({ status, headers }: Pick<Reply, 'status' | 'headers'>): string {
  const location = withoutQuery(headers['location']);
  return location === null ? String(status) : `${status} to ${location}`;
}
