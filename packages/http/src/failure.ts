import { HlError, type ErrorKind } from '@hl/core';

/**
 * Why nobody answered:
 *
 * - never sent: `name` (does not resolve), `refused` (nothing listens), `route` (no way there), `connect` (no connection in time), `port` (one that `fetch` never uses)
 * - TLS: `untrusted`, `other-name`, `expired`, `no-tls` (the port speaks something else), `tls` (the handshake failed)
 * - on the way: `cut` (the connection ended), `late` (the deadline), `not-http`, `too-large`, `aborted` (by the caller), `other`
 */
export type Why = keyof typeof reasons;

/** Who was asked, for the error. */
export interface Asked {
  /** E.g. `Pi-hole at http://192.0.2.53`. */
  readonly what: string;
  /** Begins the code of every error, e.g. `HL_PIHOLE`. Default `HL_HTTP`. */
  readonly code?: string | undefined;
  /** What to do, in the words of this system. */
  readonly hints?: { readonly [why in Why]?: string } | undefined;
}

/** Ends of the codes, each with who must act. */
const kinds = {
  UNREACHABLE: 'unreachable',
  TIMEOUT: 'unreachable',
  TLS: 'refused',
  TOO_LARGE: 'refused',
  REQUEST: 'input',
} as const satisfies Record<string, ErrorKind>;

type Reason = readonly [sign: RegExp, code: keyof typeof kinds, text: string, hint: string];

/**
 * The first that matches counts. `sign` matches the system's name of the error, and for TLS what OpenSSL says; `text` follows the name of who
 * was asked.
 */
const reasons = {
  name: [
    /^(ENOTFOUND|EAI_)/,
    'UNREACHABLE',
    'cannot be reached: its host name does not resolve',
    'Check the host name, and that this machine can resolve names.',
  ],
  refused: [/^ECONNREFUSED/, 'UNREACHABLE', 'cannot be reached: nothing listens there', 'Check that it runs, and that the port is right.'],
  route: [
    /^(EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)/,
    'UNREACHABLE',
    'cannot be reached: there is no way to that host',
    'Check the address, and that this machine is in the right network.',
  ],
  connect: [
    /^UND_ERR_CONNECT_TIMEOUT/,
    'TIMEOUT',
    'cannot be reached: no connection in time',
    'Check that the host is on, and that no firewall is in between.',
  ],
  port: [/^EBADPORT/, 'REQUEST', 'cannot be asked: fetch, as browsers do, refuses this port', 'Let it listen on another port, e.g. 8080.'],
  'too-large': [
    /^(EMSGSIZE|UND_ERR_HEADERS_OVERFLOW|HPE_HEADER_OVERFLOW)/,
    'TOO_LARGE',
    'answers with more than can be right',
    'Check that the URL leads to the right program.',
  ],
  late: [
    /^(ETIMEDOUT|TimeoutError|UND_ERR_(HEADERS|BODY)_TIMEOUT)/,
    'TIMEOUT',
    'gave no answer in time',
    'Check that it is well and not overloaded, then run again.',
  ],
  'other-name': [
    /^ERR_TLS_CERT_ALTNAME/,
    'TLS',
    'has a certificate for another name',
    'Use the name in the URL that the certificate is for.',
  ],
  expired: [
    /^CERT_(HAS_EXPIRED|NOT_YET_VALID)/,
    'TLS',
    'has a certificate that is not valid at this time',
    'Renew its certificate, and check the clock of this machine.',
  ],
  untrusted: [
    /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|INVALID_(CA|PURPOSE)|\S*SIGNATURE_FAILURE|HOSTNAME_MISMATCH|PATH_LENGTH)/,
    'TLS',
    'has a certificate that is not trusted',
    'Give the file of the CA that signed it.',
  ],
  tls: [
    /^(EPROTO|ERR_SSL).*(alert|handshake.failure|unrecognized.name|unsupported|no.shared)/i,
    'TLS',
    'does not complete the TLS handshake',
    'Check that the host name in the URL is one that it serves, and which versions of TLS it takes.',
  ],
  'no-tls': [
    /^(EPROTO|ERR_SSL)/,
    'UNREACHABLE',
    'cannot be reached by https: this port does not speak TLS',
    'This port does not speak TLS: use http:// in the URL.',
  ],
  cut: [
    /^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH|HPE_INVALID_EOF_STATE|Z_BUF_ERROR)/,
    'UNREACHABLE',
    'cut the connection',
    'Check that it is not restarting, whether this port speaks TLS, and whether it lets this machine in.',
  ],
  'not-http': [
    /^(HPE_|Z_|ERR__ERROR_|UND_ERR_|ERR_(HTTP|INVALID))/,
    'UNREACHABLE',
    'does not answer as HTTP is spoken',
    'Check the port, and whether it speaks TLS: then use https:// in the URL.',
  ],
  aborted: [/^(AbortError|ABORT_ERR)/, 'UNREACHABLE', 'was not waited for', 'Run again.'],
  other: [/^/, 'UNREACHABLE', 'gave no usable answer', 'Check that the URL leads to the right program.'],
} as const satisfies Record<string, Reason>;

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

function whyAt({ code, message }: { code: string; message: string }): Why {
  const found = Object.entries<Reason>(reasons).find(([, [sign]]) => sign.test(`${code} ${message}`));
  return (found?.[0] ?? 'other') as Why;
}

/** The system's own word for it, e.g. `ECONNREFUSED`; empty when there is none. */
export const systemCode = (error: unknown): string => rootOf(error).code;

/** Of whatever `fetch`, a socket or `request` rejected with. */
export const whyOf = (error: unknown): Why => whyAt(rootOf(error));

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
  const why = whyAt(root);
  const [, end, text, hint] = reasons[why];
  const said = error instanceof Stopped ? error.message : `${text}${root.code === '' ? '' : ` (${root.code})`}`;
  return new HlError(`${code}_${end}`, `${what} ${said}`, {
    kind: kinds[end],
    hint: hints[why] ?? hint,
    ...(root.code === '' ? {} : { cause: Object.assign(new Error(root.message), { code: root.code }) }),
  });
}
