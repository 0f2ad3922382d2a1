import type { EntranceCheck, RouteCheck } from '../checks/check.js';
import type { Reply } from '../client/request.js';
import { cause, type Probe, type Verdict } from '../result.js';
import { fromGate, isLogin } from '../verdicts/authentik.js';
import { certificateFlaw } from '../verdicts/certificate.js';
import { described, isRedirect } from '../verdicts/reply.js';
import { fromTraefik, isOwn404, refusesName } from '../verdicts/traefik.js';
import { beyondStart, urlOf, visit, type Through } from './visit.js';

/** Through the proxy's address, as a visitor would come: certificate first, then who answers. */
export function routeProbe(check: RouteCheck, through: Through): Probe {
  const { proxy, address, port, tls, sso, expectedStatus } = check;
  const wanted = sso ? 'the login' : (expectedStatus?.join(' or ') ?? 'an answer');
  return {
    expected: `GET ${urlOf(check)} by ${address}: ${wanted}`,
    hint: () => `Does ${proxy} listen on ${address}:${port}? See traefik.addresses in hl.yml.`,
    async look(timeoutMs) {
      const reply = await visit(check, through, timeoutMs);
      const wrong = (tls ? certificateFlaw(reply, check) : null) ?? fromTraefik(reply);
      if (wrong) return wrong;
      return sso ? fromGate(await beyondStart(reply, check, through, timeoutMs)) : fromService(reply, expectedStatus);
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
      const pass = isRedirect(reply.status) && target?.protocol === 'https:' && target.hostname === hostname;
      return {
        pass,
        actual: described(reply),
        hint: 'Is the entry point of plain HTTP named `web`, and its port traefik.http_port of hl.yml?',
      };
    },
  };
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
