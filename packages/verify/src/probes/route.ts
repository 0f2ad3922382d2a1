import type { Entrance, EntranceCheck, RouteCheck } from '../checks/check.js';
import type { Reply } from '../client/request.js';
import { cause, type Probe, type Verdict } from '../result.js';
import { fromGate, isLogin } from '../verdicts/authentik.js';
import { certificateFlaw, certificateNote } from '../verdicts/certificate.js';
import { described, isRedirect, looping } from '../verdicts/reply.js';
import { fromTraefik, isOwn404, refusesName } from '../verdicts/traefik.js';
import { beyondStart, onPage, urlOf, visit, type Through } from './visit.js';
import { targetOf, walk } from './walk.js';

/** Through the proxy's address, as a visitor would come: certificate first, then who answers. */
export function routeProbe(check: RouteCheck, through: Through): Probe {
  const { proxy, address, port, tls, sso, expectedStatus } = check;
  const wanted = sso ? 'the login' : (expectedStatus?.join(' or ') ?? 'an answer');
  return {
    expected: `GET ${urlOf(check)} by ${address}: ${wanted}`,
    hint: () => `Does ${proxy} listen on ${address}:${port}? See traefik.addresses in hl.yml.`,
    async look(timeoutMs) {
      const first = await visit(check, through, timeoutMs);
      const shown = { certificate: first.certificate?.fields ?? null, distrust: first.distrust };
      const wrong = (tls ? certificateFlaw(shown, { ...check, standing: through.standing }) : null) ?? fromTraefik(first);
      if (wrong) return onPage(wrong, first, check);
      const note = tls ? certificateNote(shown, check) : null;
      const noted = (verdict: Verdict): Verdict => (note === null ? verdict : { ...verdict, actual: `${verdict.actual}; ${note}` });
      if (sso) return onPage(noted(fromGate(await beyondStart(first, check, through, timeoutMs))), first, check);
      const verdict = fromService(first, expectedStatus);
      if (!verdict.pass || targetOf(first, urlOf(check)) === null) return onPage(noted(verdict), first, check);
      return followed(noted(verdict), first, check, through, timeoutMs);
    },
  };
}

/** Whether plain HTTP leads on to https of the same host, on whatever port that is. */
export function redirectProbe(check: EntranceCheck, through: Through): Probe {
  const { proxy, address, port, hostname } = check;
  return {
    expected: `GET ${urlOf(check)} by ${address} leads to https`,
    hint: () => `Does ${proxy} listen on ${address}:${port}?`,
    async look(timeoutMs) {
      const reply = await visit(check, through, timeoutMs);
      const { location } = reply.headers;
      const target = location !== undefined && URL.canParse(location) ? new URL(location) : null;
      const leads = isRedirect(reply.status) && target?.protocol === 'https:' && target.hostname === hostname;
      const hint = 'Is the entry point of plain HTTP named `web`, and its port traefik.http_port of hl.yml?';
      if (!leads) return onPage({ pass: false, actual: described(reply), hint }, reply, check);
      const back = await backTo(target, check, through, timeoutMs);
      return onPage(back === null ? { pass: true, actual: described(reply) } : looping([urlOf(check), target.href, back]), reply, check);
    },
  };
}

/** Where plain HTTP leads to, when that page leads back to it. Whether it answers at all is for the check of the route to say. */
async function backTo(target: URL, check: Entrance, through: Through, timeoutMs: number): Promise<string | null> {
  if (check.otherPort === undefined) return null;
  const secure = { ...check, port: check.otherPort, tls: true, path: `${target.pathname}${target.search}` };
  const there = await visit(secure, through, timeoutMs).catch(() => null);
  const next = there && targetOf(there, target.href);
  return next?.protocol === 'http:' && next.hostname === check.hostname ? next.href : null;
}

/** A redirect as visitors follow it: it has to end, and not with an error of the server. */
async function followed(verdict: Verdict, first: Reply, check: RouteCheck, through: Through, timeoutMs: number): Promise<Verdict> {
  const walked = await walk(first, check, through, timeoutMs).catch(() => null);
  if (walked === null) return onPage(verdict, first, check);
  const { reply, at, hops, loops } = walked;
  const hint = 'The page itself leads there, and there it fails: read the log of the service.';
  const broken = { pass: false, actual: `${verdict.actual}, and ${reply.status} where it leads`, hint };
  const judged = loops ? looping(hops) : reply.status >= 500 ? broken : verdict;
  return onPage({ ...judged, evidence: { hops: hops.join(' → ') } }, reply, at);
}

/** Gone means: the proxy itself says so, or does not even shake hands for that name. */
export const absentRouteProbe = (check: EntranceCheck, through: Through): Probe => ({
  expected: `${check.proxy} does not know ${check.hostname}`,
  async look(timeoutMs) {
    try {
      const reply = await visit(check, through, timeoutMs);
      if (isOwn404(reply)) return { pass: true, actual: `${check.proxy}'s own 404` };
      const hint = 'The route still stands, or a catch-all router of your own answers for every host.';
      return { pass: false, actual: described(reply), hint };
    } catch (error) {
      if (refusesName(`${cause(error)} ${String(error)}`)) return { pass: true, actual: 'no certificate is served for it' };
      throw error;
    }
  },
});

/** What the service itself answered through the proxy. */
export function fromService(reply: Pick<Reply, 'status' | 'headers' | 'body'>, expectedStatus: readonly number[] | null): Verdict {
  const { status, headers, body } = reply;
  const pass = expectedStatus === null ? status < 400 || status === 401 || status === 403 : expectedStatus.includes(status);
  if (pass) return { pass, actual: String(status) };
  // As Traefik says it when it does not trust the certificate of an https backend.
  const own500 = status === 500 && body.trim() === 'Internal Server Error';
  const hint = isLogin(headers['location'])
    ? 'A login stands before it that its file does not ask for.'
    : own500
      ? 'Does the backend speak https with a certificate that Traefik does not trust? Then set insecure_skip_verify: true, or ca_file.'
      : 'The service answers otherwise through the proxy than directly: trusted proxies, allowed hosts?';
  return { pass, actual: described(reply), hint };
}
