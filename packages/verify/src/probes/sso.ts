import type { Entrance, SsoCheck } from '../checks/check.js';
import { withoutSecrets } from '../evidence/evidence.js';
import type { Probe, Verdict } from '../result.js';
import { browserAddress, fromCallback, fromGate, isRefusal, noProvider, refused, waiting } from '../verdicts/authentik.js';
import { described } from '../verdicts/reply.js';
import { fromTraefik } from '../verdicts/traefik.js';
import { oidcProbe } from './oidc.js';
import { askLogin, beyondStart, onPage, urlOf, visit, type Through } from './visit.js';

/** Whose login it is. An outpost with a single application sends every host to that one: only the client id proves anything. */
export function ssoProbe(check: SsoCheck, through: Through): Probe {
  const { slug, login, entrance, router } = check;
  const { clientIdOf } = through;
  if (entrance === null) return oidcProbe(check, through);
  return {
    expected: `${urlOf(entrance)} leads to the login of ${slug}`,
    async look(timeoutMs) {
      const own = await clientIdOf?.(slug);
      if (own === null) return noProvider(login, slug);
      const first = await visit(entrance, through, timeoutMs);
      const wrong = fromTraefik(first);
      if (wrong) return onPage(wrong, first, entrance);
      const reply = await beyondStart(first, entrance, through, timeoutMs);
      const gate = fromGate(reply);
      if (!gate.pass) return onPage(gate, reply, entrance);
      const target = new URL(reply.headers['location'] ?? '', urlOf(entrance));
      const client =
        own === undefined ? 'not compared' : target.searchParams.get('client_id') === own ? 'its own' : 'of another application';
      const evidence: Record<string, string> = { login: withoutQuery(target), client };
      const told = (verdict: Verdict): Verdict => ({ ...verdict, evidence });
      if (client === 'of another application') return told({ pass: false, actual: 'the login of another application', hint: waiting });
      if (withoutQuery(target) !== withoutQuery(new URL(login.url)))
        return told({ pass: false, actual: `browsers are sent to ${target.origin} to log in`, hint: browserAddress(login) });
      const accepted = await askLogin(login, `${target.pathname}${target.search}`, through, timeoutMs);
      evidence['login'] += accepted === null ? '' : `: ${withoutSecrets(described(accepted))}`;
      if (accepted !== null && isRefusal(accepted)) return told(refused(login, target));
      const back = await wayBack(target, entrance, through, timeoutMs);
      if (back) evidence['callback'] = `${back.callback.pathname}: ${described(back.reply)}`;
      const lost = back && fromCallback(back.reply, back.callback);
      if (lost) return told({ pass: false, actual: lost, hint: misrouted(entrance, router) });
      if (own === undefined) return told({ pass: false, actual: `${gate.actual}; whose it is was not compared`, final: 'skip' });
      return told({ pass: true, actual: 'its own login' });
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
