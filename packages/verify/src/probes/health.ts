import type { HealthCheck } from '../check.js';
import { get, type Question, type Reply } from '../request.js';
import { cause, type Attempt } from '../result.js';

const maxRedirects = 5;

/** Asks the service itself. Its certificate, if it has one, is its own affair: direct addresses have no proper names. */
export async function probeHealth(check: HealthCheck, timeoutMs: number, signal?: AbortSignal): Promise<Attempt> {
  const { scheme, address, port, path, hostHeader, headers, expectedStatus, bodyContains, followRedirects } = check;
  const url = `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}${path}`;
  const expected = `GET ${url}: ${expectedStatus.join(' or ')}${bodyContains === null ? '' : `, with ${JSON.stringify(bodyContains)} in it`}`;
  try {
    const question = {
      scheme,
      address,
      port,
      path,
      hostname: hostHeader,
      headers,
      timeoutMs: Math.min(timeoutMs, check.timeoutMs),
      signal,
    };
    const reply = followRedirects ? await follow(question, expectedStatus) : await get(question);
    if (!expectedStatus.includes(reply.status)) return { pass: false, expected, ...unexpected(reply) };
    if (bodyContains !== null && !reply.body.includes(bodyContains))
      return { pass: false, expected, actual: `${reply.status}, without that text` };
    return { pass: true, expected, actual: String(reply.status) };
  } catch (error) {
    return { pass: false, expected, actual: cause(error) };
  }
}

function unexpected({ status, headers }: Reply): { actual: string; hint?: string } {
  const location = place(headers.location);
  if (location === null) return { actual: String(status), hint: "Read the container's log, or set healthcheck.expected_status." };
  return {
    actual: `${status} to ${location}`,
    hint: 'Set healthcheck.endpoint to where it leads, add the status to expected_status, or set follow_redirects: true.',
  };
}

async function follow(question: Question, expectedStatus: readonly number[]): Promise<Reply> {
  let at = question;
  for (let hop = 0; ; hop += 1) {
    const reply = await get(at);
    const { location } = reply.headers;
    if (
      expectedStatus.includes(reply.status) ||
      ![301, 302, 303, 307, 308].includes(reply.status) ||
      location === undefined ||
      hop === maxRedirects
    )
      return reply;
    const base = `${at.scheme}://${at.hostname ?? (at.address.includes(':') ? `[${at.address}]` : at.address)}${at.hostname === null ? `:${at.port}` : ''}${at.path}`;
    const next = new URL(location, base);
    const here = next.host === new URL(base).host;
    const scheme = next.protocol === 'https:' ? 'https' : 'http';
    const address = here ? at.address : next.hostname.replace(/^\[|\]$/g, '');
    const port = here && scheme === at.scheme ? at.port : Number(next.port) || (scheme === 'https' ? 443 : 80);
    // Headers may hold a key: they are for this service only.
    at = {
      ...at,
      scheme,
      address,
      port,
      path: `${next.pathname}${next.search}`,
      hostname: here ? at.hostname : next.host,
      headers: here ? (at.headers ?? {}) : {},
    };
  }
}

/** A `Location` without its query, which may carry tokens. */
export const place = (location: string | undefined): string | null => location?.replace(/[?#].*$/s, '') ?? null;
