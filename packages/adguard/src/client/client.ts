import { HlError, reveal, type Secret } from '@hl/core';
import { request, type Answer, type Fetch } from '@hl/http';
import type { Step } from '../apply/write-plan.js';
import { parseRewrites, type Rewrite } from '../observe/rewrites.js';

export interface ClientOptions {
  /** Base URL with `/control`. */
  readonly base: string;
  readonly username: string;
  readonly password: string | Secret;
  readonly requestMs: number;
  readonly fetch?: Fetch | undefined;
}

/** The DNS rewrites of an AdGuard Home over its API. */
export interface Client {
  list(): Promise<Rewrite[]>;
  send(step: Step): Promise<void>;
}

/**
 * Name and password go with each request: there is no session to be ended. No retries.
 *
 * @throws HlError `unreachable` (HL_ADGUARD_UNREACHABLE, _TIMEOUT, _SERVER): for a write, it may have taken effect; `refused`
 * (HL_ADGUARD_LOGIN, _REFUSED, _NOT_API, _REDIRECT, _TLS, _TOO_LARGE)
 */
export function client({ base, username, password, requestMs, fetch }: ClientOptions): Client {
  const what = `AdGuard Home at ${base}`;
  /** Not asked again: five wrong passwords lock this machine out for a quarter of an hour. */
  let refusedLogin: HlError | null = null;

  const call = async (method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Answer> => {
    if (refusedLogin) throw refusedLogin;
    const credentials = Buffer.from(`${username}:${reveal(password)}`).toString('base64');
    const answer = await request(`${base}/rewrite/${path}`, {
      ...{ what, code: 'HL_ADGUARD', hints, method, fetch, deadlineMs: requestMs },
      headers: {
        accept: 'application/json',
        ...(username === '' ? {} : { authorization: `Basic ${credentials}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const error = failure(what, `${method} /rewrite/${path}`, answer);
    if (error?.code === 'HL_ADGUARD_LOGIN') refusedLogin = error;
    if (error) throw error;
    return answer;
  };

  return {
    async list() {
      const answer = await call('GET', 'list');
      const rewrites = parseRewrites(answer.json());
      if (rewrites !== null) return rewrites;
      throw no(
        'NOT_API',
        `${what} has no list of DNS rewrites: this is another program`,
        'Look at the URL in hl.yml: it is that of the web interface.',
      );
    },

    async send(step) {
      if (step.verb === 'update') await call('PUT', 'update', { target: step.target, update: step.update });
      else await call('POST', step.verb, step.rewrite);
    },
  };
}

const no = (code: string, message: string, hint: string): HlError => new HlError(`HL_ADGUARD_${code}`, message, { kind: 'refused', hint });

/** What an answer says, other than yes. Its body is not shown: it may repeat what was sent. */
function failure(what: string, asked: string, { status, headers }: Answer): HlError | null {
  if (status === 200) return null;
  if (status === 401 || status === 403) {
    const hint =
      'Set ADGUARD_PASSWORD, and username in hl.yml, to those of the web interface. After five wrong passwords it lets this machine in again only after 15 minutes.';
    return no('LOGIN', `${what} does not accept the name and password (${status})`, hint);
  }
  if (status >= 300 && status < 400) {
    const to = headers.get('location') ?? '';
    const hint = /^\/?install\.html/.test(to)
      ? 'Open that page in a browser and finish the installation.'
      : 'Give the URL that answers by itself: the password is never sent along a redirect.';
    return no('REDIRECT', `${what} redirects to another place`, hint);
  }
  if (status === 404 || status === 405) {
    const hint = 'Look at the URL in hl.yml, which is that of the web interface, and whether it is version 0.107.30 or newer.';
    return no('NOT_API', `${what} does not know ${asked} (${status})`, hint);
  }
  if (status === 429 || status >= 500) {
    const hint = 'Look at the log of that AdGuard Home, then run it again.';
    return new HlError('HL_ADGUARD_SERVER', `${what} answered ${status} to ${asked}`, { kind: 'unreachable', hint });
  }
  return no('REFUSED', `${what} refuses ${asked} (${status})`, 'Look at Filters › DNS rewrites of that AdGuard Home, then run it again.');
}

const hints = {
  name: 'Use its IP address in the URL: a DNS server that is down cannot resolve its own name.',
  refused: 'Look whether AdGuard Home runs there, and at the port of its web interface.',
  untrusted: 'Give the CA file that its certificate is from, or allow insecure.',
};
