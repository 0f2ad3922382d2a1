import { isRecord, type HlError } from '@hl/core';
import { request, type Answer as HttpAnswer, type Asked, type Fetch } from '@hl/http';
import type { Answer, Send } from './answer.js';
import { refused, unreachable } from './http-errors.js';

export interface TransportOptions {
  /** Base URL with `/api`. */
  readonly base: string;
  /** Instead of the built-in one. */
  readonly fetch?: Fetch | undefined;
  readonly requestMs: number;
  /** Ends a request that is under way; its reason is the error. */
  readonly signal: () => AbortSignal;
}

/**
 * One HTTP request, no retries. The session goes in a header: no cookies, so no CSRF token is needed.
 *
 * @throws HlError `unreachable` (HL_PIHOLE_UNREACHABLE, HL_PIHOLE_TIMEOUT, HL_PIHOLE_SERVER for 5xx, HL_PIHOLE_GARBLED): for a write, it may have taken effect;
 * `refused` (HL_PIHOLE_REDIRECT, HL_PIHOLE_NOT_API, HL_PIHOLE_TLS, HL_PIHOLE_TOO_LARGE)
 */
export function transport({ base, fetch, requestMs, signal: aborting }: TransportOptions): Send {
  const asked = { what: `Pi-hole at ${base}`, code: 'HL_PIHOLE', hints: hints(base) };
  return async (method, path, { body, sid, timeoutMs } = {}) => {
    const signal = aborting();
    try {
      const answer = await request(`${base}${path}`, {
        ...asked,
        method,
        headers: {
          'user-agent': 'hl-pihole/0.1', // shown in Pi-hole's list of sessions
          accept: 'application/json',
          ...(sid ? { 'x-ftl-sid': sid } : {}),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        fetch,
        deadlineMs: timeoutMs ?? requestMs,
        signal,
      });
      return parsed(base, `${method} ${path.split('?')[0]}`, answer);
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  };
}

function parsed(base: string, what: string, answer: HttpAnswer): Answer {
  const { status, headers } = answer;
  if (status >= 300 && status < 400) throw redirected(base, headers.get('location'));
  if (status >= 500)
    throw unreachable('SERVER', `Pi-hole at ${base} answered ${status} to ${what}`, 'Look into /var/log/pihole/FTL.log there.');
  const json = status === 204 ? {} : answer.json();
  if (isRecord(json)) return { status, json };
  // What has no business being JSON (a page, a proxy's text) is another server; what began as JSON, or not at all, was cut on the way: seen while Pi-hole restarts.
  if (!/^\s*([{[]|$)/.test(answer.text())) {
    const hint = 'Look at the URL in hl.yml: the API of Pi-hole v6 lies at http://<host>:<port>/api; v5 has none.';
    throw refused('NOT_API', `${base} is not the API of a Pi-hole v6: it answered ${status} to ${what} without JSON`, hint);
  }
  throw unreachable('GARBLED', `The answer of Pi-hole at ${base} to ${what} is cut off`, 'Run it again; look whether pihole-FTL restarts.');
}

/** What to do when nobody answers, in Pi-hole's words. */
function hints(base: string): NonNullable<Asked['hints']> {
  const runs = 'Look whether pihole-FTL runs there, and whether the port and webserver.acl allow this machine.';
  const closed = base.startsWith('http:')
    ? 'Look whether this port speaks TLS (then use https:// in the URL), and whether webserver.acl there allows this machine.'
    : runs;
  const busy = 'Look whether pihole-FTL is busy or hung on that machine.';
  const ca = 'Give the CA file of Pi-hole (/etc/pihole/tls_ca.crt there, a new one every 47 days), or allow insecure.';
  return {
    name: 'Use its IP address in the URL: a Pi-hole that is down cannot resolve its own name.',
    refused: runs,
    route: runs,
    connect: busy,
    late: busy,
    cut: closed,
    'not-http': closed,
    untrusted: ca,
    expired: ca,
    'other-name':
      'Its certificate is for another name: use that one in the URL; for the certificate that Pi-hole made itself, give its CA file (/etc/pihole/tls_ca.crt there).',
  };
}

/** From http to https: Pi-hole names its webserver.domain (https://pi.hole), not the host it was called by. */
function redirected(base: string, location: string | null): HlError {
  const [from, to] = [new URL(base), location !== null && URL.canParse(location, base) ? new URL(location, base) : null];
  const secure =
    to?.protocol === 'https:' && from.protocol === 'http:' ? `https://${from.hostname}${to.port === '' ? '' : `:${to.port}`}` : null;
  const how = secure === null ? 'Give the URL that answers by itself' : `Use the https URL ${secure}, with its CA file or insecure`;
  const hint = `${how}: the password is never sent along a redirect.`;
  return refused('REDIRECT', `Pi-hole at ${base} redirects to ${to ? to.origin : 'another place'}`, hint);
}
