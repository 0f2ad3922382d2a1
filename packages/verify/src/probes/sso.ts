import type { SsoCheck } from '../checks/check.js';
import type { Probe, Verdict } from '../result.js';
import { browserAddress, fromGate, waiting } from '../verdicts/authentik.js';
import { fromTraefik } from '../verdicts/traefik.js';
import { beyondStart, urlOf, visit, type Through } from './visit.js';

/** Whose login it is. An outpost with a single application sends every host to that one: only the client id proves anything. */
export function ssoProbe({ slug, login, entrance }: SsoCheck, through: Through): Probe {
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
      if (own === undefined) return { pass: false, actual: `${verdict.actual}; whose it is was not compared`, final: 'skip' };
      return { pass: true, actual: 'its own login' };
    },
  };
}

const withoutQuery = ({ origin, pathname }: URL): string => `${origin}${pathname}`;
