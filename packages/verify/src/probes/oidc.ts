import type { SsoCheck } from '../checks/check.js';
import type { Reply } from '../client/request.js';
import { withoutSecrets } from '../evidence/evidence.js';
import type { Probe, Verdict } from '../result.js';
import { isRefusal, noProvider, refused } from '../verdicts/authentik.js';
import { described } from '../verdicts/reply.js';
import { fromTraefik } from '../verdicts/traefik.js';
import { askLogin, visit, type Through } from './visit.js';

/**
 * A service that asks for the login by itself, as far as can be seen without an account: there is a provider, the service finds its
 * configuration, the login takes the service's own address as the way back, and somebody answers there.
 */
export function oidcProbe(check: SsoCheck, through: Through): Probe {
  const { slug, login, redirectUri, callback } = check;
  return {
    expected: `${login.name} has a provider for ${slug}`,
    async look(timeoutMs) {
      if (through.clientIdOf === undefined) return { pass: false, actual: `${login.name} was not asked`, final: 'skip' };
      const client = await through.clientIdOf(slug);
      if (client === null) return noProvider(login, slug);
      const ask = (path: string): Promise<Reply | null> => askLogin(login, path, through, timeoutMs);
      const evidence: Record<string, string> = { client: 'its own' };
      const told = (verdict: Verdict): Verdict => ({ ...verdict, evidence });

      const path = `/application/o/${encodeURIComponent(slug)}/.well-known/openid-configuration`;
      const configuration = await ask(path);
      if (configuration !== null) evidence['configuration'] = `${path}: ${described(configuration)}`;
      if (configuration?.status === 404) return told({ pass: false, actual: `404 for ${path}`, hint: unknown(login.name, slug) });

      if (redirectUri) {
        const query = new URLSearchParams({ client_id: client, redirect_uri: redirectUri, response_type: 'code', scope: 'openid' });
        const target = new URL(`${login.url}?${query.toString()}`);
        const accepted = await ask(`${target.pathname}${target.search}`);
        if (accepted !== null) evidence['login'] = withoutSecrets(`${login.url}: ${described(accepted)}`);
        if (accepted !== null && isRefusal(accepted)) return told(refused(login, target));
      }
      if (callback) {
        const reply = await visit(callback, through, timeoutMs);
        evidence['callback'] = `${callback.path}: ${withoutSecrets(described(reply))}`;
        const lost = fromTraefik(reply);
        if (lost) return told({ ...lost, actual: `${callback.path}, the way back from the login: ${lost.actual}` });
      }
      return told({ pass: true, actual: 'there is one' });
    },
  };
}

const unknown = (name: string, slug: string): string =>
  `The service asks there for where to log in: does the application ${slug} have this provider in ${name}? Run: hl authentik`;
