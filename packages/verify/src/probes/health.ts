import type { HealthCheck } from '../checks/check.js';
import { get, type Question, type Reply } from '../client/request.js';
import type { Probe, Verdict } from '../result.js';
import { isRedirect, withoutQuery } from '../verdicts/reply.js';

const maxRedirects = 5;

/** Asks the service itself. Its certificate, if it has one, is its own affair: direct addresses have no proper names. */
export function healthProbe(check: HealthCheck, signal: AbortSignal | undefined): Probe {
  const { scheme, address, port, path, hostHeader, headers, expectedStatus, bodyContains, followRedirects } = check;
  const url = `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}${path}`;
  return {
    expected: `GET ${url}: ${expectedStatus.join(' or ')}${bodyContains === null ? '' : `, with ${JSON.stringify(bodyContains)} in it`}`,
    async look(timeoutMs) {
      const question = { url, host: hostHeader, headers, timeoutMs: Math.min(timeoutMs, check.timeoutMs), signal };
      const reply = await (followRedirects ? follow(question, expectedStatus) : get(question));
      if (!expectedStatus.includes(reply.status)) return unexpected(reply);
      if (bodyContains !== null && !reply.body.includes(bodyContains)) return { pass: false, actual: `${reply.status}, without that text` };
      return { pass: true, actual: String(reply.status) };
    },
  };
}

function unexpected({ status, headers }: Reply): Verdict {
  const location = withoutQuery(headers['location']);
  if (location === null)
    return { pass: false, actual: String(status), hint: "Read the container's log, or set healthcheck.expected_status." };
  const hint = 'Set healthcheck.endpoint to where it leads, add the status to expected_status, or set follow_redirects: true.';
  return { pass: false, actual: `${status} to ${location}`, hint };
}

async function follow(question: Question, expectedStatus: readonly number[]): Promise<Reply> {
  let at = question;
  for (let hop = 0; ; hop += 1) {
    const reply = await get(at);
    const { location } = reply.headers;
    const ends = expectedStatus.includes(reply.status) || !isRedirect(reply.status);
    if (ends || location === undefined || hop === maxRedirects) return reply;
    at = next(at, location);
  }
}

/** Where a redirect leads. The service's own name leads to the address that was asked already. */
export function next(at: Question, location: string): Question {
  const asked = new URL(at.url);
  const named = new URL(`${asked.protocol}//${at.host ?? asked.host}${asked.pathname}${asked.search}`);
  const target = new URL(location, named);
  // Headers may hold a key: they are for this service only.
  if (target.host !== named.host) return { ...at, url: target.href, host: null, headers: {} };
  const sameScheme = target.protocol === asked.protocol;
  target.hostname = asked.hostname;
  if (sameScheme) target.port = asked.port;
  return { ...at, url: target.href };
}
