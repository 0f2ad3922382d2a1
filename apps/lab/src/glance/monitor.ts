import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP } from 'node:net';
import type { Site } from './config.js';
import type { SiteState } from './html.js';

/** Where a host, by name or by address, is in the lab; `undefined`: where the system says. */
export type Resolve = (hostname: string) => string | undefined | Promise<string | undefined>;

/** One GET, redirects followed; good only when the last status is 200 or among the site's own. */
export async function check(site: Site, resolve?: Resolve): Promise<SiteState> {
  try {
    const status = await get(new URL(site.checkUrl), site, performance.now() + site.timeout, resolve);
    const ok = status === 200 || site.altStatusCodes.includes(status);
    return { ok, status, text: ok ? 'OK' : `${status}` };
  } catch (error) {
    return { ok: false, status: 0, text: (error as Error).message === 'late' ? 'Timed Out' : 'ERROR' };
  }
}

async function get(url: URL, site: Site, deadline: number, resolve: Resolve | undefined, redirects = 0): Promise<number> {
  if (redirects > 10) throw new Error('too many redirects');
  const { status, location } = await once(url, site, deadline, resolve);
  const follows = [301, 302, 303, 307, 308].includes(status) && location !== undefined;
  return follows ? get(new URL(location, url), site, deadline, resolve, redirects + 1) : status;
}

async function once(
  url: URL,
  { insecure, login }: Site,
  deadline: number,
  resolve: Resolve | undefined,
): Promise<{ status: number; location: string | undefined }> {
  const hostname = url.hostname.replace(/^\[|\]$/g, '');
  const address = await resolve?.(hostname);
  return new Promise((done, reject) => {
    const options = {
      ...(login === null ? {} : { auth: `${login.username}:${login.password}` }),
      rejectUnauthorized: !insecure,
      headers: { 'user-agent': 'Glance', host: url.host },
      signal: AbortSignal.timeout(Math.max(1, Math.ceil(deadline - performance.now()))),
      ...(address === undefined ? {} : { hostname: address }),
      ...(isIP(hostname) ? {} : { servername: hostname }),
    };
    const sent = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (answer) => {
      answer.resume();
      done({ status: answer.statusCode ?? 0, location: answer.headers.location });
    });
    sent.on('error', (error) => reject(error.name === 'AbortError' || error.name === 'TimeoutError' ? new Error('late') : error));
    sent.end();
  });
}
