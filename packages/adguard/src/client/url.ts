import { HlError } from '@hl/core';

/**
 * Base URL of the API from the address of the web interface, with or without `/control`.
 *
 * @throws HlError `input` HL_ADGUARD_URL
 */
export function apiUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const invalid = (message: string): HlError =>
    new HlError('HL_ADGUARD_URL', message, { kind: 'input', hint: 'Write it like http://192.0.2.53 or https://adguard.example.org.' });
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw invalid(`The AdGuard Home URL ${JSON.stringify(text.replace(/\/\/[^/]*@/, '//'))} is not an http(s) URL`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw invalid(`The AdGuard Home URL of ${url.host} has more than scheme, host, port and path`);
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/control$/, '')}/control`;
}
