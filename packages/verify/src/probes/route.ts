import type { SecureContext } from 'node:tls';
import type { AbsentRouteCheck, Entrance, RedirectCheck, RouteCheck, SsoCheck } from '../check.js';
import { flaw, isDefault } from '../certificate.js';
import { get, type Reply } from '../request.js';
import { cause, type Attempt } from '../result.js';
import { place } from './health.js';

export interface Through {
  readonly timeoutMs: number;
  readonly trust: SecureContext | undefined;
  readonly signal: AbortSignal | undefined;
  readonly clientIdOf: ((slug: string) => Promise<string | null>) | undefined;
}

/** As browsers write it: the usual port is left out. Authentik compares it as text. */
const host = ({ hostname, port, tls }: Entrance): string => (port === (tls ? 443 : 80) ? hostname : `${hostname}:${port}`);

const visit = (entrance: Entrance, { timeoutMs, trust, signal }: Through): Promise<Reply> => {
  const { hostname, address, port, tls, path } = entrance;
  return get({
    scheme: tls ? 'https' : 'http',
    address,
    port,
    path,
    hostname,
    headers: { host: host(entrance) },
    timeoutMs,
    trust,
    signal,
  });
};

const url = (entrance: Entrance): string => `${entrance.tls ? 'https' : 'http'}://${host(entrance)}${entrance.path}`;

/** Through Traefik's address, as a visitor would come: certificate first, then who answers. */
export async function probeRoute(check: RouteCheck, through: Through): Promise<Attempt> {
  const wanted = check.sso ? 'the login' : (check.expectedStatus?.join(' or ') ?? 'an answer');
  const expected = `GET ${url(check)} by ${check.address}: ${wanted}`;
  try {
    const reply = await visit(check, through);
    const wrong =
      check.tls && !(check.ownCertificate && reply.certificate && isDefault(reply.certificate)) ? flaw(reply, check.hostname) : null;
    if (wrong) return { pass: false, expected, ...wrong };
    const verdict = fromTraefik(reply) ?? (check.sso ? fromGate(reply) : fromService(reply, check.expectedStatus));
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
    const reply = await visit(check, through);
    const verdict = fromTraefik(reply) ?? fromGate(reply);
    if (!verdict.pass) return { expected, ...verdict };
    if (own === undefined) return { pass: false, expected, actual: `${verdict.actual}; whose it is was not compared`, final: 'skip' };
    const shown = new URL(reply.headers.location ?? '', 'http://x').searchParams.get('client_id');
    if (shown === own) return { pass: true, expected, actual: 'its own login' };
    return { pass: false, expected, actual: 'the login of another application', hint: waiting };
  } catch (error) {
    return { pass: false, expected, actual: cause(error) };
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

type Verdict = Pick<Attempt, 'pass' | 'actual' | 'hint'>;

const isOwn404 = ({ status, body }: Reply): boolean => status === 404 && body.trim() === '404 page not found';

/** Answers that Traefik makes itself, or null when somebody behind it answered. */
function fromTraefik(reply: Reply): Verdict | null {
  const { status, body } = reply;
  const own = (actual: string, hint: string): Verdict => ({ pass: false, actual, hint });
  if (isOwn404(reply))
    return own(
      "404 page not found, Traefik's own",
      'Traefik has no router for this host: it did not load the file, or the rule names another host.',
    );
  if (status === 503 && body.trim() === 'no available server')
    return own('503 no available server', 'Traefik finds the service unhealthy: check traefik.port and its health check.');
  if (status === 502 && /^(?:Bad Gateway)?$/.test(body.trim()))
    return own('502 Bad Gateway', 'Traefik cannot connect to the service: check host, port and scheme of the backend.');
  if (status === 504 && /^(?:Gateway Timeout)?$/.test(body.trim()))
    return own('504 Gateway Timeout', 'The service does not answer Traefik in time.');
  return null;
}

const waiting = 'The outpost learns of a new application within seconds, at worst after its refresh interval of 5 minutes.';

function fromGate(reply: Reply): Verdict {
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
  if (status < 400)
    return {
      pass: false,
      actual: `${described(reply)}: open without a login`,
      hint: 'The forwardAuth middleware is missing on this route.',
    };
  return { pass: false, actual: described(reply) };
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

function described({ status, headers }: Reply): string {
  const location = place(headers.location);
  return location === null ? String(status) : `${status} to ${location}`;
}
