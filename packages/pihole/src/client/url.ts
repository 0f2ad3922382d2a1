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

/**
 * The `system` of each of several Pi-holes, by their URLs, the primary first: `pihole`, `pihole@192.0.2.3`, `pihole@192.0.2.3:8081`. By
 * these names it is remembered which records are ours, so they depend on the URL alone and not on how many there are.
 *
 * @throws HlError `input` HL_PIHOLE_URL
 */
export const systemNames = (urls: readonly string[]): string[] =>
  urls.map((url, index) => {
    const { host, pathname } = new URL(apiUrl(url));
    return index === 0 ? 'pihole' : `pihole@${host}${pathname.replace(/\/api$/, '')}`;
  });
