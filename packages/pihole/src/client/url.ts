import { HlError } from '@hl/core';

/**
 * Base URL of the API from what people have at hand: with or without `/api`, or the address of the web interface.
 *
 * @throws HlError `input` HL_PIHOLE_URL
 */
export function apiUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const invalid = (message: string): HlError =>
    new HlError('HL_PIHOLE_URL', message, { kind: 'input', hint: 'Write it like http://192.168.1.2 or https://pi.hole:8443.' });
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw invalid(`The Pi-hole URL ${JSON.stringify(text.replace(/\/\/[^/]*@/, '//'))} is not an http(s) URL`);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw invalid(`The Pi-hole URL of ${url.host} has more than scheme, host, port and path`);
  const prefix = url.pathname
    .replace(/\/+$/, '')
    .replace(/\/api$/, '')
    .replace(/\/admin$/, '');
  return `${url.origin}${prefix}/api`;
}
