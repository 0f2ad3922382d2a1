import type { Reply } from '../client/request.js';

export const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/** A `Location` without its query, which may carry tokens. */
export const withoutQuery = (location: string | undefined): string | null => location?.replace(/[?#].*$/s, '') ?? null;

export function described({ status, headers }: Pick<Reply, 'status' | 'headers'>): string {
  const location = withoutQuery(headers['location']);
  return location === null ? String(status) : `${status} to ${location}`;
}
