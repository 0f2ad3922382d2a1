import { X509Certificate } from 'node:crypto';
import { HlError } from '@hl/core';

/** Options that no request can be made with, or null. The token is in no message, not even as a cause. */
export function checkOptions(url: string, token: string, ca: string | undefined): HlError | null {
  const fail = (code: string, message: string, hint: string): HlError =>
    new HlError(`HL_AUTHENTIK_${code}`, message, { kind: 'input', hint });
  const parsed = /^https?:\/\/[^/]/.test(url) && URL.canParse(url) ? new URL(url) : null;
  const named = parsed?.username || parsed?.password ? `${parsed.protocol}//…@${parsed.host}` : url;
  if (parsed === null || named !== url) {
    const hint = 'Set authentik.url to its base URL, e.g. https://auth.example.org; credentials in it are not used, only the token.';
    return fail('URL', `"${named}" is no URL of Authentik`, hint);
  }
  if (ca !== undefined && !isCertificate(ca)) {
    const hint = 'authentik.ca_file must be a PEM file: it begins with -----BEGIN CERTIFICATE-----.';
    return fail('CA', `the CA to trust for Authentik at ${url} is no certificate`, hint);
  }
  if (/^[\x21-\x7e]+$/.test(token)) return null;
  const problem = token === '' ? 'empty' : 'no token: it holds blanks or characters that are not ASCII';
  const hint = 'Set AUTHENTIK_TOKEN to a token of intent API (Directory › Tokens).';
  return fail('TOKEN', `the token for Authentik at ${url} is ${problem}`, hint);
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
