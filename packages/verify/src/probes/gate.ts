import type { Entrance } from '../check.js';
import type { Reply } from '../request.js';
import { place } from './health.js';
import { described, visit, type Through, type Verdict } from './visit.js';

const startPath = '/outpost.goauthentik.io/start';

/**
 * What the outpost's own start page answers, when that is where a visitor is sent first: only it leads on to the login. Another
 * host's page is not asked: it is not this route that is looked at then.
 */
export async function beyondStart(reply: Reply, entrance: Entrance, through: Through): Promise<Reply> {
  const start = startOf(reply, entrance);
  return start?.hostname === entrance.hostname ? visit({ ...entrance, path: `${start.pathname}${start.search}` }, through) : reply;
}

function startOf({ status, headers }: Reply, { hostname }: Entrance): URL | null {
  const { location } = headers;
  if (![302, 303, 307].includes(status) || location === undefined || !URL.canParse(location, `https://${hostname}`)) return null;
  const target = new URL(location, `https://${hostname}`);
  return target.pathname === startPath ? target : null;
}

export const waiting = 'The outpost learns of a new application within seconds, at worst after its refresh interval of 5 minutes.';

export function fromGate(reply: Reply): Verdict {
  const { status, headers, body } = reply;
  const location = place(headers.location);
  if ([302, 303, 307].includes(status) && location?.endsWith('/application/o/authorize/'))
    return { pass: true, actual: `${status} to the login` };
  if (status === 400 && body.includes('no app for hostname'))
    return { pass: false, actual: '400: the outpost does not know this host', hint: waiting };
  if (status === 404) return { pass: false, actual: '404 from the outpost', hint: waiting };
  if (status === 500 && body === '')
    return {
      pass: false,
      actual: '500: Traefik cannot ask the outpost',
      hint: 'Check authentik.outpost_url in hl.yml: Traefik has to reach it.',
    };
  if (location?.endsWith(startPath))
    return {
      pass: false,
      actual: described(reply),
      hint: 'The provider has another external host than this one: check authentik.external_url, then run: hl authentik',
    };
  if (status < 400)
    return {
      pass: false,
      actual: `${described(reply)}: open without a login`,
      hint: 'The forwardAuth middleware is missing on this route.',
    };
  return { pass: false, actual: described(reply) };
}
