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
      hint: "Pi-hole's own certificate is for the name pi.hole: give its CA (/etc/pihole/tls_ca.crt, renewed every 47 days) with servername pi.hole, or allow insecure.",
      cause: error,
    });
  }
  return new HlError('HL_PIHOLE_UNREACHABLE', `Pi-hole at ${base} cannot be reached (${code === '' ? 'connection lost' : code})`, {
    kind: 'unreachable',
    hint:
      code === 'EPROTO'
        ? 'This port does not speak TLS: use http:// in the URL.'
        : 'Look whether pihole-FTL runs there, and whether the port and webserver.acl allow this machine.',
    cause: error,
  });
}

const chain = (error: unknown): unknown[] => (error instanceof Error ? [error, ...chain(error.cause)] : []);

function errorCode(error: unknown): string {
  for (const link of chain(error)) {
    const nested: unknown[] = link instanceof AggregateError ? link.errors : [];
    for (const one of [link, ...nested]) if (typeof (one as { code?: unknown }).code === 'string') return (one as { code: string }).code;
  }
  return '';
}

const isTimeout = (error: unknown): boolean =>
  chain(error).some(
    (link) =>
      ['TimeoutError', 'AbortError'].includes((link as Error).name) || /TIMEOUT|ETIMEDOUT/.test(String((link as { code?: unknown }).code)),
  );
