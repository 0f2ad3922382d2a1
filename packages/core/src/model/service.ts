import type { Json } from '../values/json.js';

/**
 * A service file, resolved: defaults applied, older spellings folded, host names completed, lists normalised.
 * Plain JSON without secrets (it names them), so it can lie in the ledger and in artifacts.
 * A section that is disabled is `null`.
 */
export interface Service {
  /** Unique in the repository, `^[a-z0-9][a-z0-9-]*$`. */
  readonly name: string;
  /** Of its file, relative to the repository, e.g. `services/downloads/metube.yml`. */
  readonly path: string;
  readonly displayName: string;
  readonly description: string;
  readonly category: string;
  /** Glance spelling, e.g. `si:youtube`. */
  readonly icon: string | null;
  /** Name of a host in the site. */
  readonly host: string;
  /** On the host: what Traefik sends to and verify asks. */
  readonly port: number;
  readonly deployment: Deployment;
  readonly health: Health | null;
  readonly traefik: TraefikSection | null;
  readonly dns: DnsSection | null;
  readonly authentik: AuthentikSection | null;
  readonly glance: GlanceSection | null;
  readonly notifications: { readonly discord: boolean };
  readonly metadata: { readonly [key: string]: Json };
}

export interface Deployment {
  readonly image: string;
  readonly containerPort: number;
  /** Absolute directory on the host. */
  readonly installPath: string;
  readonly restartPolicy: string;
  readonly pullPolicy: 'always' | 'missing' | 'never';
  /** `host` may be a path or the name of a named volume. */
  readonly volumes: readonly { readonly host: string; readonly container: string; readonly readOnly: boolean }[];
  readonly environment: { readonly [name: string]: string };
  /** `source` is the environment variable of the run that holds the value. */
  readonly secrets: readonly { readonly name: string; readonly source: string }[];
  /** Encrypted env file in the repository, or null. */
  readonly secretsFile: ServiceFileCopy | null;
  readonly files: readonly ServiceFileCopy[];
  /** Published ports, the main one first; none for host networking. */
  readonly ports: readonly PublishedPort[];
  readonly networkMode: string | null;
  readonly networks: readonly string[];
  readonly devices: readonly string[];
  readonly privileged: boolean;
  readonly capAdd: readonly string[];
  readonly user: string | null;
  readonly command: string | readonly string[] | null;
  readonly entrypoint: string | readonly string[] | null;
  readonly dependsOn: Json;
  readonly labels: { readonly [name: string]: string };
  /** Side containers: a map of compose services, as written. */
  readonly services: { readonly [name: string]: Json };
  /** Raw override, merged last. */
  readonly compose: { readonly [name: string]: Json };
  /** Text of the service's own compose file, or null when we render one. */
  readonly composeFile: { readonly source: string; readonly content: string } | null;
  readonly onFailure: 'rollback' | 'keep';
  /** Names of services to be up before this one. */
  readonly dependsOnServices: readonly string[];
}

/** A file of the repository that travels with the service; its content is found again by hash. */
export interface ServiceFileCopy {
  /** Relative to the repository. */
  readonly source: string;
  /** Relative to the install path. */
  readonly destination: string;
  /** Octal permission bits. */
  readonly mode: number;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

export interface PublishedPort {
  readonly host: number;
  readonly container: number;
  readonly protocol: 'tcp' | 'udp';
  readonly hostIp: string | null;
}

export interface Health {
  readonly scheme: 'http' | 'https';
  /** Path with its query, e.g. `/health`. */
  readonly endpoint: string;
  readonly port: number;
  /** `Host` header when it must differ from the address, else null. */
  readonly hostHeader: string | null;
  readonly headers: { readonly [name: string]: string };
  readonly expectedStatus: readonly number[];
  readonly bodyContains: string | null;
  readonly followRedirects: boolean;
  /** Seconds. */
  readonly interval: number;
  readonly timeout: number;
  readonly startPeriod: number;
  readonly retries: number;
}

export interface TraefikSection {
  /** Full host names, lower case, the main one first. */
  readonly hosts: readonly string[];
  /** The user's own rule, or null for one made of `hosts`. */
  readonly rule: string | null;
  readonly entrypoints: readonly string[];
  /** null: plain HTTP. */
  readonly tls: {
    readonly certResolver: string | null;
    readonly domains: readonly { readonly main: string; readonly sans: readonly string[] }[];
  } | null;
  readonly middlewares: readonly string[];
  /** Security headers by Traefik's own field names, e.g. `{ frameDeny: true }`. */
  readonly headers: { readonly [name: string]: Json };
  readonly priority: number | null;
  /** Of the backend. */
  readonly scheme: 'http' | 'https' | 'tcp' | 'udp';
  readonly port: number;
  readonly insecureSkipVerify: boolean;
  readonly sticky: boolean;
  readonly healthCheck: boolean;
  readonly redirectHttp: boolean;
}

export interface DnsSection {
  /** Full host name, lower case. */
  readonly hostname: string;
  readonly aliases: readonly string[];
  /** Addresses it answers with: Traefik's, unless the file says otherwise. */
  readonly addresses: readonly string[];
  readonly mode: 'address' | 'cname';
}

export interface AuthentikSection {
  readonly slug: string;
  readonly method: 'forward_auth' | 'proxy' | 'oidc';
  readonly authorizationFlow: string;
  readonly invalidationFlow: string;
  /** Only members of one of these may enter; empty: every user. */
  readonly groups: readonly string[];
  readonly skipPathRegex: readonly string[];
  /** Application group on the Authentik home page. */
  readonly applicationGroup: string;
  readonly openInNewTab: boolean;
  /** `single`: this host. `domain`: every host under the cookie domain. */
  readonly level: 'single' | 'domain';
  readonly cookieDomain: string | null;
  /** Where the provider says the service lives, e.g. `https://metube.example.org`. */
  readonly externalUrl: string;
  /** For `proxy`: where the outpost finds the service. */
  readonly internalUrl: string | null;
  readonly redirectUris: readonly string[];
  /** For `oidc`: names under which the container's environment gets them. */
  readonly clientIdVariable: string | null;
  readonly clientSecretVariable: string | null;
}

export interface GlanceSection {
  readonly page: string;
  /** What a click opens. Identity of the entries. */
  readonly url: string;
  readonly title: string;
  readonly icon: string | null;
  readonly bookmark: { readonly group: string; readonly description: string } | null;
  readonly monitor: {
    readonly widget: string;
    /** What Glance asks, when it is not `url`. */
    readonly checkUrl: string | null;
    readonly altStatusCodes: readonly number[];
    readonly allowInsecure: boolean;
    /** Glance spelling, e.g. `5s`; null for Glance's own default. */
    readonly timeout: string | null;
  } | null;
}
