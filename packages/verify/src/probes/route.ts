import type { AbsentRouteCheck, RedirectCheck, RouteCheck } from '../check.js';
import { flaw, isDefault } from '../certificate.js';
import type { Reply } from '../request.js';
import { cause, type Attempt } from '../result.js';
import { beyondStart, fromGate } from './gate.js';
import { place } from './health.js';
import { described, fromTraefik, isOwn404, url, visit, type Through, type Verdict } from './visit.js';

/** Through Traefik's address, as a visitor would come: certificate first, then who answers. */
export async function probeRoute(check: RouteCheck, through: Through): Promise<Attempt> {
  const wanted = check.sso ? 'the login' : (check.expectedStatus?.join(' or ') ?? 'an answer');
  const expected = `GET ${url(check)} by ${check.address}: ${wanted}`;
  try {
    const reply = await visit(check, through);
    const wrong =
      check.tls && !(check.ownCertificate && reply.certificate && isDefault(reply.certificate)) ? flaw(reply, check.hostname) : null;
    if (wrong) return { pass: false, expected, ...wrong };
    const verdict =
      fromTraefik(reply) ?? (check.sso ? fromGate(await beyondStart(reply, check, through)) : fromService(reply, check.expectedStatus));
    return { expected, ...verdict };
  } catch (error) {
    return {
      pass: false,
      expected,
      actual: cause(error),
      hint: `Does Traefik listen on ${check.address}:${check.port}? See traefik.addresses in hl.yml.`,
    };
  }
}

/** Whether plain HTTP leads on to https of the same host, on whatever port that is. */
export async function probeRedirect(check: RedirectCheck, through: Through): Promise<Attempt> {
  const expected = `GET ${url(check)} by ${check.address} leads to https`;
  try {
    const reply = await visit(check, through);
    const { location } = reply.headers;
    const target = location !== undefined && URL.canParse(location) ? new URL(location) : null;
    const pass = [301, 302, 307, 308].includes(reply.status) && target?.protocol === 'https:' && target.hostname === check.hostname;
    const hint = 'Is the entry point of plain HTTP named `web`, and its port traefik.http_port of hl.yml?';
    return { pass, expected, actual: described(reply), ...(pass ? {} : { hint }) };
  } catch (error) {
    return { pass: false, expected, actual: cause(error), hint: `Does Traefik listen on ${check.address}:${check.port}?` };
  }
}

/** Gone means: Traefik itself says so, or does not even shake hands for that name. */
export async function probeAbsentRoute(check: AbsentRouteCheck, through: Through): Promise<Attempt> {
  const expected = `Traefik does not know ${check.hostname}`;
  try {
    const reply = await visit(check, through);
    if (isOwn404(reply)) return { pass: true, expected, actual: "Traefik's own 404" };
    const hint = 'The route still stands, or a catch-all router of your own answers for every host.';
    return { pass: false, expected, actual: described(reply), hint };
  } catch (error) {
    // Go answers a name it has no certificate for (`sniStrict`) with the alert "internal error".
    const refused = /alert.(?:internal.error|handshake.failure)|unrecognized.name/i.test(`${cause(error)} ${String(error)}`);
    return refused ? { pass: true, expected, actual: 'no certificate is served for it' } : { pass: false, expected, actual: cause(error) };
  }
}

function fromService(reply: Reply, expectedStatus: readonly number[] | null): Verdict {
  const { status } = reply;
  const pass = expectedStatus === null ? status < 400 || status === 401 || status === 403 : expectedStatus.includes(status);
  if (pass) return { pass, actual: String(status) };
  const login = place(reply.headers.location)?.endsWith('/application/o/authorize/') ?? false;
  return {
    pass,
    actual: described(reply),
    hint: login
      ? 'A login stands before it that its file does not ask for.'
      : 'The service answers otherwise through Traefik than directly: trusted proxies, allowed hosts?',
  };
}
