import { apiUrl } from './url.js';

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
