import { X509Certificate } from 'node:crypto';
import { HlError } from '@hl/core';
import { isRecord } from './answer.js';

/** Options that no request can be made with, or null. The token is in no message, not even as a cause. */
export function unusable(url: string, token: string, ca: string | undefined): HlError | null {
  const parsed = /^https?:\/\/[^/]/.test(url) && URL.canParse(url) ? new URL(url) : null;
  const named = parsed?.username || parsed?.password ? `${parsed.protocol}//…@${parsed.host}` : url;
  if (parsed === null || named !== url) {
    return new HlError('HL_AUTHENTIK_URL', `"${named}" is no URL of Authentik`, {
      kind: 'input',
      hint: 'Set authentik.url to its base URL, e.g. https://auth.example.org; who asks is told by the token only.',
    });
  }
  if (ca !== undefined && !isCertificate(ca)) {
    return new HlError('HL_AUTHENTIK_CA', `the CA to trust for Authentik at ${url} is no certificate`, {
      kind: 'input',
      hint: 'authentik.ca_file must be a PEM file: it begins with -----BEGIN CERTIFICATE-----.',
    });
  }
  if (/^[\x21-\x7e]+$/.test(token)) return null;
  return new HlError(
    'HL_AUTHENTIK_TOKEN',
    `the token for Authentik at ${url} is ${token === '' ? 'empty' : 'no token: it holds blanks or strange characters'}`,
    {
      kind: 'input',
      hint: 'Set AUTHENTIK_TOKEN to a token of intent API (Directory › Tokens).',
    },
  );
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

/** Nobody answered: the network, TLS, or time. */
export function unanswered(error: unknown, what: string, where: string, requestMs: number): HlError {
  const { name } = isRecord(error) ? error : {}; // a DOMException, which is no Error of ours
  if (name === 'TimeoutError' || name === 'AbortError') {
    return new HlError('HL_AUTHENTIK_TIMEOUT', `Authentik at ${where} did not answer ${what} within ${requestMs / 1000} s`, {
      kind: 'unreachable',
      hint: 'Check that the server is well, then run again: nothing is lost.',
      cause: error,
    });
  }
  const code = systemCode(error);
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code)) {
    return new HlError('HL_AUTHENTIK_TLS', `the certificate of Authentik at ${where} is not trusted (${code})`, {
      kind: 'refused',
      hint: 'Name the file of its CA in hl.yml (authentik.ca_file), or the host name that the certificate is for in authentik.url.',
      cause: error,
    });
  }
  return new HlError('HL_AUTHENTIK_UNREACHABLE', `Authentik at ${where} could not be reached${code === '' ? '' : ` (${code})`}`, {
    kind: 'unreachable',
    hint: /EPROTO|ERR_SSL/.test(code)
      ? 'This port does not speak TLS: use http:// in authentik.url.'
      : 'Check authentik.url, and that the server runs and can be reached from here.',
    cause: error,
  });
}

/** `ECONNREFUSED` and the like, from however deep. */
function systemCode(error: unknown): string {
  for (let cause = error, depth = 0; isRecord(cause); cause = cause['cause']) {
    const { code } = cause;
    if (typeof code === 'string') return code;
    if ((depth += 1) > 5) break;
  }
  return '';
}
