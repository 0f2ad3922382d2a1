import type { Entrance, SsoCheck } from '../checks/check.js';
import type { Probe, Verdict } from '../result.js';
import { browserAddress, fromCallback, fromGate, waiting } from '../verdicts/authentik.js';
import { fromTraefik } from '../verdicts/traefik.js';
import { beyondStart, urlOf, visit, type Through } from './visit.js';

/** Whose login it is. An outpost with a single application sends every host to that one: only the client id proves anything. */
export function ssoProbe({ slug, login, entrance, router }: SsoCheck, through: Through): Probe {
  const { clientIdOf } = through;
  const noProvider: Verdict = { pass: false, actual: `${login.name} has no provider for ${slug}`, hint: 'Run: hl authentik' };
  if (entrance === null) {
    return {
      expected: `${login.name} has a provider for ${slug}`,
      async look() {
        if (clientIdOf === undefined) return { pass: false, actual: `${login.name} was not asked`, final: 'skip' };
        return (await clientIdOf(slug)) === null ? noProvider : { pass: true, actual: 'there is one' };
      },
    };
  }
  return {
    expected: `${urlOf(entrance)} leads to the login of ${slug}`,
    async look(timeoutMs) {
      const own = await clientIdOf?.(slug);
      if (own === null) return noProvider;
      const first = await visit(entrance, through, timeoutMs);
      const wrong = fromTraefik(first);
      if (wrong) return wrong;
      const reply = await beyondStart(first, entrance, through, timeoutMs);
      const verdict = fromGate(reply);
      if (!verdict.pass) return verdict;
      const target = new URL(reply.headers['location'] ?? '', urlOf(entrance));
      if (own !== undefined && target.searchParams.get('client_id') !== own)
        return { pass: false, actual: 'the login of another application', hint: waiting };
      if (withoutQuery(target) !== withoutQuery(new URL(login.url)))
        return { pass: false, actual: `browsers are sent to ${target.origin} to log in`, hint: browserAddress(login) };
      const back = await wayBack(target, entrance, through, timeoutMs);
      const lost = back && fromCallback(back.reply, back.callback);
      if (lost) return { pass: false, actual: lost, hint: misrouted(entrance, router) };
      if (own === undefined) return { pass: false, actual: `${verdict.actual}; whose it is was not compared`, final: 'skip' };
      return { pass: true, actual: 'its own login' };
    },
  };
}

/** What answers where the login sends visitors back to; null: at another host than this route's, which is not looked at. */
async function wayBack(login: URL, entrance: Entrance, through: Through, timeoutMs: number) {
  const uri = login.searchParams.get('redirect_uri') ?? '';
  const callback = URL.canParse(uri) ? new URL(uri) : null;
  if (callback?.hostname !== entrance.hostname) return null;
  return { callback, reply: await visit({ ...entrance, path: `${callback.pathname}${callback.search}` }, through, timeoutMs) };
}

const misrouted = ({ proxy, hostname }: Entrance, router: string): string =>
  `Nobody gets in: ${proxy} has to lead Host(\`${hostname}\`) && PathPrefix(\`/outpost.goauthentik.io/\`) to the outpost, by its router ${router}. ` +
  'Run: hl traefik; then look for another router that takes this path.';

const withoutQuery = ({ origin, pathname }: URL): string => `${origin}${pathname}`;
