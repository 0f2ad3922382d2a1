/** What every check has. `name` is unique within its service: the kind, and for a second one of a kind what it is about. */
interface Common {
  readonly service: string;
  readonly name: string;
  /** Milliseconds that this service may need beyond the deadline, e.g. its own start period. */
  readonly graceMs: number;
}

/** The service's containers run and keep running; none is unhealthy; one-shots ended well. */
export interface ContainerCheck extends Common {
  readonly kind: 'container';
  /** Name of a host in the site. */
  readonly host: string;
  readonly swarm: boolean;
  /** The main container may end with 0 and stay so. */
  readonly oneShot: boolean;
  /** Side containers that have to be there, by compose name. */
  readonly sides: readonly string[];
}

/** Something accepts TCP connections. */
export interface PortCheck extends Common {
  readonly kind: 'port';
  readonly address: string;
  readonly port: number;
}

/** The service answers by its direct address, past proxy and SSO. */
export interface HealthCheck extends Common {
  readonly kind: 'health';
  readonly scheme: 'http' | 'https';
  readonly address: string;
  readonly port: number;
  readonly path: string;
  readonly hostHeader: string | null;
  readonly headers: { readonly [name: string]: string };
  readonly expectedStatus: readonly number[];
  readonly bodyContains: string | null;
  readonly followRedirects: boolean;
  readonly timeoutMs: number;
}

export interface DnsServer {
  readonly address: string;
  readonly port: number;
}

/** Every Pi-hole answers with exactly these addresses. */
export interface DnsCheck extends Common {
  readonly kind: 'dns';
  readonly hostname: string;
  readonly addresses: readonly string[];
  readonly servers: readonly DnsServer[];
}

/** Where a request to a public host name goes: Traefik's address, whatever DNS says. */
export interface Entrance {
  readonly hostname: string;
  readonly address: string;
  readonly port: number;
  readonly tls: boolean;
  readonly path: string;
}

/** Traefik serves the host with a good certificate and leads to the service. */
export interface RouteCheck extends Common, Entrance {
  readonly kind: 'route';
  /** A route without a resolver has Traefik's default certificate for good. */
  readonly ownCertificate: boolean;
  /** What the service answers here; null: anything but an error. Ignored when `sso` is on. */
  readonly expectedStatus: readonly number[] | null;
  /** A visitor who is not logged in must be sent to the login. */
  readonly sso: boolean;
}

/** Traefik shakes hands for that name with a good certificate; what is behind it speaks no HTTP. */
export interface TlsCheck extends Common {
  readonly kind: 'tls';
  readonly hostname: string;
  readonly address: string;
  readonly port: number;
  /** As for a route. */
  readonly ownCertificate: boolean;
}

/** Who comes by plain HTTP is sent to https. */
export interface RedirectCheck extends Common, Entrance {
  readonly kind: 'redirect';
}

/** The login a visitor is sent to is this service's own, told by Authentik's client id, at the address where browsers reach Authentik. */
export interface SsoCheck extends Common, Entrance {
  readonly kind: 'sso';
  readonly slug: string;
  /** `gate`: the proxy asks Authentik; `application`: the service itself does, so there only has to be a provider. */
  readonly by: 'gate' | 'application';
  /** URL of the login, without query. */
  readonly login: string;
  /** Name of the outpost. */
  readonly outpost: string;
}

/** No container of the service is left on the host. */
export interface AbsentContainerCheck extends Common {
  readonly kind: 'absent-container';
  readonly host: string;
  readonly swarm: boolean;
}

/** No Pi-hole answers with any of the addresses that the record had. */
export interface AbsentDnsCheck extends Common {
  readonly kind: 'absent-dns';
  readonly hostname: string;
  readonly addresses: readonly string[];
  readonly servers: readonly DnsServer[];
}

/** Traefik itself says that it does not know the host. */
export interface AbsentRouteCheck extends Common, Entrance {
  readonly kind: 'absent-route';
}

/** Nothing to ask: the answer is known from the files. */
export interface SettledCheck extends Common {
  readonly kind: 'settled';
  readonly status: 'skip' | 'fail';
  readonly expected: string;
  readonly reason: string;
}

/** One thing to look at from outside. Plain JSON: all that the probe needs is in it. */
export type Check =
  | ContainerCheck
  | PortCheck
  | HealthCheck
  | DnsCheck
  | RouteCheck
  | RedirectCheck
  | TlsCheck
  | SsoCheck
  | AbsentContainerCheck
  | AbsentDnsCheck
  | AbsentRouteCheck
  | SettledCheck;
