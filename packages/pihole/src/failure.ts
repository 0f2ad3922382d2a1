import { HlError } from '@hl/core';

/** A request that brought no answer, with the true reason: each has another remedy. */
export function failure(base: string, error: unknown, requestMs: number): HlError {
  const code = errorCode(error);
  if (isTimeout(error)) {
    return new HlError('HL_PIHOLE_TIMEOUT', `Pi-hole at ${base} gave no answer within ${requestMs / 1000} s`, {
      kind: 'unreachable',
      hint: 'Look whether pihole-FTL is busy or hung on that machine.',
      cause: error,
    });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new HlError('HL_PIHOLE_UNREACHABLE', `The host name of Pi-hole at ${base} does not resolve`, {
      kind: 'unreachable',
      hint: 'Use its IP address in the URL: a Pi-hole that is down cannot resolve its own name.',
      cause: error,
    });
  }
  if (/CERT|SIGNATURE|SELF_SIGNED|TLS_CERT|ISSUER/.test(code)) {
    return new HlError('HL_PIHOLE_TLS', `The certificate of Pi-hole at ${base} is not trusted (${code})`, {
      kind: 'refused',
      hint: /ALTNAME/.test(code)
        ? 'Its certificate is for another name: use that one in the URL; for the certificate that Pi-hole made itself, give its CA file (/etc/pihole/tls_ca.crt there).'
        : 'Give the CA file of Pi-hole (/etc/pihole/tls_ca.crt there, a new one every 47 days), or allow insecure.',
      cause: error,
    });
  }
  return new HlError('HL_PIHOLE_UNREACHABLE', `Pi-hole at ${base} cannot be reached (${code === '' ? 'connection lost' : code})`, {
    kind: 'unreachable',
    hint: /EPROTO|ERR_SSL/.test(code)
      ? 'This port does not speak TLS: use http:// in the URL.'
      : base.startsWith('http:') && /UND_ERR_SOCKET|ECONNRESET|HPE_/.test(code)
        ? 'Look whether this port speaks TLS (then use https:// in the URL), and whether webserver.acl there allows this machine.'
        : 'Look whether pihole-FTL runs there, and whether the port and webserver.acl allow this machine.',
    cause: error,
  });
}

interface Link {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
}

/** The error, what caused it, and so on; undici hides the reason there, several reasons (one an address) in `errors`. */
function chain(error: unknown): Link[] {
  if (typeof error !== 'object' || error === null) return [];
  const { cause, errors } = error as Link;
  return [error, ...chain(cause), ...(Array.isArray(errors) ? errors.flatMap(chain) : [])];
}

const errorCode = (error: unknown): string =>
  chain(error)
    .map(({ code }) => code)
    .find((code) => typeof code === 'string') ?? '';

const isTimeout = (error: unknown): boolean =>
  chain(error).some(({ name, code }) => name === 'TimeoutError' || name === 'AbortError' || /TIMEOUT|ETIMEDOUT/.test(String(code)));
