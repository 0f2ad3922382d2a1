import { X509Certificate } from 'node:crypto';
import { HlError } from '@hl/core';

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
