import type { Health, TraefikSection } from '@hl/core';
import type { Nameserver } from '@hl/core/dns';
import type { Login } from './outside.js';

/** What every check has. `name` is unique within its service: the kind, and for a second one of a kind what it is about. */
interface Common<Kind extends string> {
  readonly kind: Kind;
  readonly service: string;
  readonly name: string;
  /** Milliseconds that this service may need beyond the deadline, e.g. its own start period. */
  readonly graceMs: number;
}

/** No container of the service is left on the host. */
export interface AbsentContainerCheck extends Common<'absent-container'> {
  /** Name of a host in the site. */
  readonly host: string;
  readonly swarm: boolean;
  /** Of compose: containers that were taken over as they ran have its name, and no label of ours. */
  readonly project: string;
}

/** The service's containers run and keep running; none is unhealthy; one-shots ended well. */
export interface ContainerCheck extends Common<'container'>, Pick<AbsentContainerCheck, 'host' | 'swarm' | 'project'> {
  /** The main container may end with 0 and stay so. */
  readonly oneShot: boolean;
  /** The main container by its compose name; null: compose starts none by itself. */
  readonly main: string | null;
  /** Side containers that have to be there, by compose name. */
  readonly sides: readonly string[];
}

/** Whose an address is: a host's of the site, which publishes a container's port; a container's own; a machine's that hl does not deploy to; the proxy's. */
export type Place = 'host' | 'container' | 'elsewhere' | 'proxy';

/** Something accepts TCP connections, or answers DNS. */
export interface PortCheck extends Common<'port'> {
  readonly address: string;
  readonly at: Place;
  readonly port: number;
  /** It is the first of so many that are published as a range; the others are not asked. */
  readonly count: number;
  readonly protocol: 'tcp' | 'dns';
}

type Asked = Pick<Health, 'scheme' | 'port' | 'hostHeader' | 'headers' | 'expectedStatus' | 'bodyContains' | 'followRedirects'>;

/** The service answers by its direct address, past proxy and login. */
export interface HealthCheck extends Common<'health'>, Asked {
  readonly address: string;
  readonly at: Place;
  readonly path: string;
  readonly timeoutMs: number;
  /** How its certificate is looked at; null: whatever it shows will do. */
  readonly trust: TraefikSection['trust'];
}

export interface AskedServer extends Nameserver {
  /** As people call it, e.g. `Pi-hole`. */
  readonly name: string;
  /** What to do about the host name there: when it is on a blocklist, and to keep it from asking its upstream. */
  readonly unblock: string;
  readonly keepLocal: string;
}

/** `dns`: every server answers with exactly these addresses; `absent-dns`: none answers with any of those that the record had. */
export interface DnsCheck extends Common<'dns' | 'absent-dns'> {
  readonly hostname: string;
  readonly addresses: readonly string[];
  readonly servers: readonly AskedServer[];
}

/** Where a request to a public host name goes: the proxy's address, whatever DNS says. */
export interface Entrance {
  /** Name of the proxy, for messages. */
  readonly proxy: string;
  readonly hostname: string;
  readonly address: string;
  readonly port: number;
  /** Of the other scheme: where a redirect to `http:` leads that was found by `https:`, or the other way round. */
  readonly otherPort?: number;
  readonly tls: boolean;
  readonly path: string;
}

/** `redirect`: who comes by plain HTTP is sent to https; `absent-route`: the proxy itself says that it does not know the host. */
export interface EntranceCheck extends Common<'redirect' | 'absent-route'>, Entrance {}

/** The proxy serves the host with a good certificate and leads to the service. */
export interface RouteCheck extends Common<'route'>, Entrance {
  /** A route without a resolver has the proxy's default certificate for good. */
  readonly ownCertificate: boolean;
  /** What the service answers here; null: anything but an error. Ignored when `sso` is on. */
  readonly expectedStatus: readonly number[] | null;
  /** A visitor who is not logged in must be sent to the login. */
  readonly sso: boolean;
}

/** The proxy shakes hands for that name with a good certificate; what is behind it speaks no HTTP. */
export interface TlsCheck extends Common<'tls'>, Omit<Entrance, 'tls' | 'path'>, Pick<RouteCheck, 'ownCertificate'> {}

/** The login a visitor is sent to is this service's own, told by its client id, at the address where browsers reach it. */
export interface SsoCheck extends Common<'sso'> {
  readonly slug: string;
  readonly login: Login;
  /** Where the proxy asks for a login; null: the service itself does, so there only has to be a provider. */
  readonly entrance: Entrance | null;
  /** Name of the proxy's router that leads back from the login to the outpost. */
  readonly router: string;
  /** Of a service that asks for the login itself: where it lets visitors be sent back to, and that page behind the proxy. */
  readonly redirectUri?: string | null;
  readonly callback?: Entrance | null;
}

/** The running dashboard shows the service's entries as the file says. */
export interface TileCheck extends Common<'tile'> {
  /** Name of the dashboard, for messages. */
  readonly dashboard: string;
  /** What a click opens: it names the entries. */
  readonly url: string;
  readonly title: string;
}

/** Nothing to ask: the answer is known from the files. */
export interface KnownCheck extends Common<'known'> {
  readonly status: 'skip' | 'fail';
  readonly expected: string;
  readonly reason: string;
}

/** One thing to look at from outside. Plain JSON: all that the probe needs is in it. */
export type Check =
  | (ContainerCheck | AbsentContainerCheck | PortCheck | HealthCheck | DnsCheck)
  | (RouteCheck | EntranceCheck | TlsCheck | SsoCheck | TileCheck | KnownCheck);
