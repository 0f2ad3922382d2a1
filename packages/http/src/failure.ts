import { HlError } from '@hl/core';
import type { ErrorKind } from '@hl/core';

/**
 * Why nobody answered:
 *
 * - never sent: `name` (does not resolve), `refused` (nothing listens), `route` (no way there), `connect` (no connection in time), `port` (one that `fetch` never uses)
 * - TLS: `untrusted`, `other-name`, `expired`, `no-tls` (the port speaks something else), `tls` (the handshake failed)
 * - on the way: `cut` (the connection ended), `late` (the deadline), `not-http`, `too-large`, `aborted` (by the caller), `other`
 */
export type Why =
  | 'name'
  | 'refused'
  | 'route'
  | 'connect'
  | 'port'
  | 'untrusted'
  | 'other-name'
  | 'expired'
  | 'no-tls'
  | 'tls'
  | 'cut'
  | 'late'
  | 'not-http'
  | 'too-large'
  | 'aborted'
  | 'other';

/** Who was asked, for the error. */
export interface Asked {
  /** E.g. `Pi-hole at http://192.0.2.53`. */
  readonly what: string;
  /** Begins the code of every error, e.g. `HL_PIHOLE`. Default `HL_HTTP`. */
  readonly code?: string | undefined;
  /** What to do, in the words of this system. */
  readonly hints?: { readonly [why in Why]?: string } | undefined;
}

interface Reason {
  readonly why: Why;
  /** Matches the system's name of the error, and for TLS what OpenSSL says. */
  readonly sign: RegExp;
  readonly code: 'UNREACHABLE' | 'TIMEOUT' | 'TLS' | 'TOO_LARGE' | 'REQUEST';
  readonly kind: ErrorKind;
  /** Follows the name of who was asked. */
  readonly text: string;
  readonly hint: string;
}

const reached = { code: 'UNREACHABLE', kind: 'unreachable' } as const;
const tls = { code: 'TLS', kind: 'refused' } as const;

/** The first that matches counts. */
const reasons: readonly Reason[] = [
  {
    ...reached,
    why: 'name',
    sign: /^(ENOTFOUND|EAI_)/,
    text: 'cannot be reached: its host name does not resolve',
    hint: 'Check the host name, and that this machine can resolve names.',
  },
  {
    ...reached,
    why: 'refused',
    sign: /^ECONNREFUSED/,
    text: 'cannot be reached: nothing listens there',
    hint: 'Check that it runs, and that the port is right.',
  },
  {
    ...reached,
    why: 'route',
    sign: /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)/,
    text: 'cannot be reached: there is no way to that host',
    hint: 'Check the address, and that this machine is in the right network.',
  },
  {
    code: 'TIMEOUT',
    kind: 'unreachable',
    why: 'connect',
    sign: /^UND_ERR_CONNECT_TIMEOUT/,
    text: 'cannot be reached: no connection in time',
    hint: 'Check that the host is on, and that no firewall is in between.',
  },
  {
    code: 'REQUEST',
    kind: 'input',
    why: 'port',
    sign: /^EBADPORT/,
    text: 'cannot be asked: fetch, as browsers do, refuses this port',
    hint: 'Let it listen on another port, e.g. 8080.',
  },
  {
    code: 'TOO_LARGE',
    kind: 'refused',
    why: 'too-large',
    sign: /^(EMSGSIZE|UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW)/,
    text: 'answers with more than can be right',
    hint: 'Check that the URL leads to the right program.',
  },
  {
    code: 'TIMEOUT',
    kind: 'unreachable',
    why: 'late',
    sign: /^(ETIMEDOUT|TimeoutError|UND_ERR_(HEADERS|BODY)_TIMEOUT)/,
    text: 'gave no answer in time',
    hint: 'Check that it is well and not overloaded, then run again.',
  },
  {
    ...tls,
    why: 'other-name',
    sign: /^ERR_TLS_CERT_ALTNAME/,
    text: 'has a certificate for another name',
    hint: 'Use the name in the URL that the certificate is for.',
  },
  {
    ...tls,
    why: 'expired',
    sign: /^CERT_(HAS_EXPIRED|NOT_YET_VALID)/,
    text: 'has a certificate that is not valid at this time',
    hint: 'Renew its certificate, and check the clock of this machine.',
  },
  {
    ...tls,
    why: 'untrusted',
    sign: /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|INVALID_(CA|PURPOSE)|\S*SIGNATURE_FAILURE|HOSTNAME_MISMATCH|PATH_LENGTH)/,
    text: 'has a certificate that is not trusted',
    hint: 'Give the file of the CA that signed it.',
  },
  {
    ...tls,
    why: 'tls',
    sign: /^(EPROTO|ERR_SSL).*(alert|handshake.failure|unrecognized.name|unsupported|no.shared)/i,
    text: 'does not complete the TLS handshake',
    hint: 'Check that the host name in the URL is one that it serves, and which versions of TLS it takes.',
  },
  {
    ...reached,
    why: 'no-tls',
    sign: /^(EPROTO|ERR_SSL)/,
    text: 'cannot be reached by https: this port does not speak TLS',
    hint: 'This port does not speak TLS: use http:// in the URL.',
  },
  {
    ...reached,
    why: 'cut',
    sign: /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH|HPE_INVALID_EOF_STATE|Z_BUF_ERROR)/,
    text: 'cut the connection',
    hint: 'Check that it is not restarting, whether this port speaks TLS, and whether it lets this machine in.',
  },
  {
    ...reached,
    why: 'not-http',
    sign: /^(HPE_|Z_|ERR__ERROR_|UND_ERR_|ERR_(HTTP|INVALID))/,
    text: 'does not answer as HTTP is spoken',
    hint: 'Check the port, and whether it speaks TLS: then use https:// in the URL.',
  },
  { ...reached, why: 'aborted', sign: /^(AbortError|ABORT_ERR)/, text: 'was not waited for', hint: 'Run again.' },
  { ...reached, why: 'other', sign: /^/, text: 'gave no usable answer', hint: 'Check that the URL leads to the right program.' },
];

interface Link {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** The error, what caused it, and so on: `fetch` hides the reason there, several (one an address) in `errors`. */
function chain(error: unknown, depth = 0): Link[] {
  if (typeof error !== 'object' || error === null || depth > 8) return [];
  const { cause, errors } = error as Link;
  return [error, ...chain(cause, depth + 1), ...(Array.isArray(errors) ? errors.slice(0, 8).flatMap((one) => chain(one, depth + 1)) : [])];
}

/** The system's own word for it, e.g. `ECONNREFUSED`, with its message; `code` is empty when there is none. */
function rootOf(error: unknown): { readonly code: string; readonly message: string } {
  const links = chain(error);
  const coded = links.find(({ code }) => typeof code === 'string' && !code.startsWith('HL_'));
  if (coded) return { code: String(coded.code), message: String(coded.message ?? '') };
  if (links.some((link) => link.message === 'bad port')) return { code: 'EBADPORT', message: 'bad port' };
  const named = links.find(({ name }) => name === 'TimeoutError' || name === 'AbortError'); // what AbortSignal gives
  return { code: named ? String(named.name) : '', message: '' };
}

const reasonOf = ({ code, message }: { code: string; message: string }): Reason =>
  reasons.find(({ sign }) => sign.test(`${code} ${message}`)) ?? (reasons.at(-1) as Reason);

/** The system's own word for it, e.g. `ECONNREFUSED`; empty when there is none. */
export const systemCode = (error: unknown): string => rootOf(error).code;

/** Of whatever `fetch`, a socket or `request` rejected with. */
export const whyOf = (error: unknown): Why => reasonOf(rootOf(error)).why;

/** Whether the request surely did not arrive, so that sending it again does nothing twice. */
export const neverSent = (error: unknown): boolean => ['name', 'refused', 'route', 'connect', 'port'].includes(whyOf(error));

/** We stopped it ourselves; the message goes on from the name of who was asked, the code is the system's name for such a thing. */
export class Stopped extends Error {
  readonly code: string;

  constructor(code: 'ETIMEDOUT' | 'EMSGSIZE' | 'ABORT_ERR', message: string) {
    super(message);
    this.code = code;
  }
}

/** Why nobody answered, as the one error of ours. Its `cause` is the system's word alone: what `fetch` throws may know headers, bodies and URLs. */
export function unanswered(error: unknown, { what, code = 'HL_HTTP', hints = {} }: Asked): HlError {
  const root = rootOf(error);
  const reason = reasonOf(root);
  const text = error instanceof Stopped ? error.message : `${reason.text}${root.code === '' ? '' : ` (${root.code})`}`;
  return new HlError(`${code}_${reason.code}`, `${what} ${text}`, {
    kind: reason.kind,
    hint: hints[reason.why] ?? reason.hint,
    ...(root.code === '' ? {} : { cause: Object.assign(new Error(root.message), { code: root.code }) }),
  });
}
