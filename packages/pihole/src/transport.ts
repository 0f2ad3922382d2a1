import { HlError } from '@hl/core';
import ky from 'ky';
import { failure } from './failure.js';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What Pi-hole answered. */
export interface Answer {
  readonly status: number;
  /** The parsed body; empty for an answer without one. */
  readonly json: { readonly [key: string]: unknown };
}

export interface Sent {
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly sid?: string | null;
}

export type Send = (method: Method, path: string, sent?: Sent) => Promise<Answer>;

export interface TransportOptions {
  /** Base URL with `/api`. */
  readonly base: string;
  readonly fetch: typeof globalThis.fetch;
  readonly requestMs: number;
  /** Shown in Pi-hole's list of sessions. */
  readonly userAgent: string;
}

/**
 * One HTTP request, no retries. The session goes in a header: no cookies, so no CSRF token is needed.
 *
 * @throws HlError `unreachable` (HL_PIHOLE_UNREACHABLE, HL_PIHOLE_TIMEOUT, HL_PIHOLE_SERVER for 5xx, HL_PIHOLE_GARBLED): for a write, it may have taken effect;
 * `refused` (HL_PIHOLE_REDIRECT, HL_PIHOLE_NOT_API, HL_PIHOLE_TLS)
 */
export function transport({ base, fetch, requestMs, userAgent }: TransportOptions): Send {
  return async (method, path, { body, sid } = {}) => {
    const what = `${method} ${path.split('?')[0]}`;
    try {
      const response = await ky(`${base}${path}`, {
        method,
        headers: { 'user-agent': userAgent, accept: 'application/json', ...(sid ? { 'x-ftl-sid': sid } : {}) },
        ...(body === undefined ? {} : { json: body }),
        fetch,
        redirect: 'manual',
        retry: 0,
        timeout: false,
        throwHttpErrors: false,
        signal: AbortSignal.timeout(requestMs),
      });
      return understand(base, what, response, await response.text());
    } catch (error) {
      throw error instanceof HlError ? error : failure(base, error, requestMs);
    }
  };
}

function understand(base: string, what: string, { status, headers }: Response, text: string): Answer {
  if (status >= 300 && status < 400) throw redirected(base, headers.get('location'));
  if (status >= 500) {
    throw new HlError('HL_PIHOLE_SERVER', `Pi-hole at ${base} answered ${status} to ${what}`, {
      kind: 'unreachable',
      hint: 'Look into /var/log/pihole/FTL.log there.',
    });
  }
  const json = status === 204 ? {} : parse(text);
  if (json) return { status, json };
  // What has no business being JSON (a page, a proxy's text) is another server; what began as JSON, or not at all, was cut on the way: seen while Pi-hole restarts.
  if (!/^\s*([{[]|$)/.test(text)) {
    throw new HlError('HL_PIHOLE_NOT_API', `${base} is not the API of a Pi-hole v6: it answered ${status} to ${what} without JSON`, {
      kind: 'refused',
      hint: 'Look at the URL in hl.yml: the API of Pi-hole v6 lies at http://<host>:<port>/api; v5 has none.',
    });
  }
  throw new HlError('HL_PIHOLE_GARBLED', `The answer of Pi-hole at ${base} to ${what} is cut off`, {
    kind: 'unreachable',
    hint: 'Run it again; look whether pihole-FTL restarts.',
  });
}

function parse(text: string): Answer['json'] | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Answer['json']) : null;
  } catch {
    return null;
  }
}

/** From http to https: Pi-hole names its webserver.domain (https://pi.hole), not the host it was called by. */
function redirected(base: string, location: string | null): HlError {
  const [from, to] = [new URL(base), location !== null && URL.canParse(location, base) ? new URL(location, base) : null];
  const secure =
    to?.protocol === 'https:' && from.protocol === 'http:' ? `https://${from.hostname}${to.port === '' ? '' : `:${to.port}`}` : null;
  return new HlError('HL_PIHOLE_REDIRECT', `Pi-hole at ${base} redirects to ${to ? to.origin : 'another place'}`, {
    kind: 'refused',
    hint:
      secure === null
        ? 'Give the URL that answers by itself: the password is never sent along a redirect.'
        : `Use the https URL ${secure}, with its CA file or insecure: the password is never sent along a redirect.`,
  });
}
