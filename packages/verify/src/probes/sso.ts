import type { SsoCheck } from '../check.js';
import { cause, type Attempt } from '../result.js';
import { beyondStart, fromGate, waiting } from './gate.js';
import { fromTraefik, url, visit, type Through } from './visit.js';

/** Whose login it is. An outpost with a single application sends every host to that one: only the client id proves anything. */
export async function probeSso(check: SsoCheck, through: Through): Promise<Attempt> {
  const { slug, by } = check;
  const expected = by === 'gate' ? `${url(check)} leads to the login of ${slug}` : `Authentik has a provider for ${slug}`;
  try {
    if (through.clientIdOf === undefined && by === 'application')
      return { pass: false, expected, actual: 'Authentik was not asked', final: 'skip' };
    const own = await through.clientIdOf?.(slug);
    if (own === null) return { pass: false, expected, actual: `Authentik has no provider for ${slug}`, hint: `Run: hl authentik` };
    if (by === 'application') return { pass: true, expected, actual: 'there is one' };
    const first = await visit(check, through);
    const reply = fromTraefik(first) === null ? await beyondStart(first, check, through) : first;
    const verdict = fromTraefik(reply) ?? fromGate(reply);
    if (!verdict.pass) return { expected, ...verdict };
    const target = new URL(reply.headers['location'] ?? '', 'http://x');
    const shown = target.searchParams.get('client_id');
    if (own !== undefined && shown !== own) return { pass: false, expected, actual: 'the login of another application', hint: waiting };
    const place = plain(target.href);
    if (place !== plain(check.login))
      return { pass: false, expected, actual: `browsers are sent to ${target.origin} to log in`, hint: remedy(check) };
    if (own === undefined) return { pass: false, expected, actual: `${verdict.actual}; whose it is was not compared`, final: 'skip' };
    return { pass: true, expected, actual: 'its own login' };
  } catch (error) {
    return { pass: false, expected, actual: cause(error) };
  }
}

/** Without query, and as URLs are compared. */
function plain(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
}

/** The embedded outpost has one setting and ignores the other; of a standalone one the environment decides. */
function remedy({ login, outpost }: SsoCheck): string {
  const wanted = login.replace(/\/application\/o\/authorize\/$/, '');
  const set =
    outpost === 'authentik Embedded Outpost'
      ? `Set authentik_host to ${wanted} in Authentik (Applications › Outposts › ${outpost} › Edit › Advanced settings; authentik_host_browser is ignored)`
      : `Set AUTHENTIK_HOST_BROWSER to ${wanted} in the environment of the outpost "${outpost}"`;
  return `${set}, or authentik.browser_url in hl.yml to where browsers reach Authentik.`;
}
