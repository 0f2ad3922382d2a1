import { trusting } from '@hl/http';
import type { HealthCheck, Place } from '../checks/check.js';
import { get, type Question, type Reply } from '../client/request.js';
import { withoutSecrets } from '../evidence/evidence.js';
import { pageEvidence } from '../evidence/page.js';
import type { Probe, Verdict } from '../result.js';
import { isRedirect, looping, withoutQuery } from '../verdicts/reply.js';

const maxRedirects = 5;

/** Asks the service itself. Where the check does not say how, its certificate is its own affair: direct addresses have no proper names. */
export function healthProbe(check: HealthCheck, signal: AbortSignal | undefined): Probe {
  const { scheme, address, at, port, path, hostHeader, headers, expectedStatus, bodyContains, followRedirects } = check;
  const trust = check.trust?.ca ? trusting(check.trust.ca) : undefined;
  const servername = check.trust === null ? undefined : (check.trust.serverName ?? address);
  // What is answered to a key may be for its holder only.
  const open = Object.keys(headers).length === 0;
  const url = `${scheme}://${address.includes(':') ? `[${address}]` : address}:${port}${path}`;
  return {
    expected: `GET ${url}: ${expectedStatus.join(' or ')}${bodyContains === null ? '' : `, with ${JSON.stringify(bodyContains)} in it`}`,
    async look(timeoutMs) {
      const question = { url, host: hostHeader, headers, timeoutMs: Math.min(timeoutMs, check.timeoutMs), trust, servername, signal };
      const first = await get(question);
      const seen = (verdict: Verdict, reply = first): Verdict => ({ ...verdict, evidence: pageEvidence(reply, { url, address }, open) });
      if (check.trust !== null && first.distrust !== null) return seen(distrusted(first.distrust));
      const { reply, hops, loops } = followRedirects
        ? await follow(question, first, expectedStatus)
        : { reply: first, hops: [], loops: false };
      const judged = (): Verdict => {
        if (loops) return looping(hops);
        if (!expectedStatus.includes(reply.status)) return unexpected(reply, at);
        if (bodyContains === null || reply.body.includes(bodyContains)) return { pass: true, actual: String(reply.status) };
        return { pass: false, actual: `${reply.status}, without that text` };
      };
      const { evidence, ...verdict } = seen(judged(), reply);
      return { ...verdict, evidence: { ...evidence, ...(hops.length > 1 ? { hops: hops.join(' → ') } : {}) } };
    },
  };
}

const distrusted = (why: string): Verdict => ({
  pass: false,
  actual: `its certificate is not trusted (${why})`,
  hint: 'Give the file of its authority as ca_file, and as server_name the name that it is for; or set insecure_skip_verify: true.',
});

function unexpected({ status, headers }: Reply, at: Place): Verdict {
  const location = withoutQuery(headers['location']);
  const look = at === 'elsewhere' ? 'Look at the log of what answers there' : "Read the container's log";
  if (location === null) return { pass: false, actual: String(status), hint: `${look}, or set healthcheck.expected_status.` };
  const hint = 'Set healthcheck.endpoint to where it leads, add the status to expected_status, or set follow_redirects: true.';
  return { pass: false, actual: `${status} to ${location}`, hint };
}

/** `hops`: the URLs one after the other, without what queries hold. */
async function follow(question: Question, first: Reply, expectedStatus: readonly number[]) {
  let [at, reply] = [question, first];
  const asked = [question.url];
  for (;;) {
    const { location } = reply.headers;
    const ends = expectedStatus.includes(reply.status) || !isRedirect(reply.status);
    const loops = asked.indexOf(at.url) < asked.length - 1;
    if (ends || loops || location === undefined || asked.length > maxRedirects) return { reply, hops: asked.map(withoutSecrets), loops };
    at = next(at, location);
    asked.push(at.url);
    // The same page again is asked no more.
    if (asked.indexOf(at.url) === asked.length - 1) reply = await get(at);
  }
}

/** Where a redirect leads. The service's own name leads to the address that was asked already. */
export function next(at: Question, location: string): Question {
  const asked = new URL(at.url);
  const named = new URL(`${asked.protocol}//${at.host ?? asked.host}${asked.pathname}${asked.search}`);
  const target = new URL(location, named);
  // Headers may hold a key: they are for this service only.
  if (target.host !== named.host) return { ...at, url: target.href, host: null, headers: {}, servername: undefined };
  const sameScheme = target.protocol === asked.protocol;
  target.hostname = asked.hostname;
  if (sameScheme) target.port = asked.port;
  return { ...at, url: target.href };
}
