/** `hl.yml`, resolved: where things are. Plain JSON; secrets are named, never held. */
export interface Site {
  /** Suffix of every host name that is given without one, e.g. `example.org`. */
  readonly domain: string;
  readonly categories: readonly string[];
  /** Folder of the service files, relative to the repository. Default `services`. */
  readonly services: string;
  readonly hosts: { readonly [name: string]: Host };
  /** Machines that hosts are reached through and nothing else is done with: ssh's own configuration names them. */
  readonly jumps?: { readonly [name: string]: Host };
  readonly traefik: TraefikSite | null;
  /** Systems that answer for the names of services, by their section of hl.yml, e.g. `pihole`. */
  readonly dns: { readonly [section: string]: DnsServers };
  readonly authentik: AuthentikSite | null;
  readonly glance: GlanceSite | null;
  readonly discord: { readonly channel: string | null } | null;
  /** Channels besides the webhook in DISCORD_WEBHOOK_URL; null: hl.yml names none. */
  readonly notifications: Notifications | null;
  readonly ledger: { readonly host: string; readonly directory: string } | null;
  /** A plan that removes more than `services` and more than `ratio` of all stops unless allowed. */
  readonly brakes: { readonly services: number; readonly ratio: number };
  readonly verify: { readonly deadlineSeconds: number; readonly intervalSeconds: number };
}

/** What a channel may be told of. */
export type Occasion = 'start' | 'success' | 'failure' | 'recovery' | 'drift' | 'rollback';

export interface Notifications {
  /** By name; `variable` is the one with the channel's URL, `on: null` what its kind is fit for. */
  readonly channels: { readonly [name: string]: { readonly variable: string; readonly on: readonly Occasion[] | null } };
  /** Names of those that hear of services which name none; null: all. */
  readonly standard: readonly string[] | null;
}

export interface Host {
  readonly kind: 'docker' | 'swarm' | 'local';
  /** Name or address, for SSH and for Traefik's backends. */
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Path of the private key, or null for the run's default (or the agent). */
  readonly keyFile: string | null;
  /** Where neither the host nor the run has a key: the first of these that can be used, beside the agent. */
  readonly identityFiles?: readonly string[];
  readonly agent: boolean;
  /** Path of a known_hosts file, or null for the run's default. */
  readonly knownHosts: string | null;
  /** `SHA256:…` fingerprints that are trusted, instead of known_hosts. */
  readonly fingerprints: readonly string[];
  /** Name of another host to jump through, or of one of `jumps`. */
  readonly jump: string | null;
  readonly sudo: boolean;
  /** Services worked on at once. */
  readonly parallel: number;
  /** Revisions kept of each service. */
  readonly revisions: number;
  readonly connectTimeoutSeconds: number;
}

export interface TraefikSite {
  /** Host that holds the provider's directory. */
  readonly host: string;
  readonly directory: string;
  /** `directory`: one file a service. `file`: one `services.yml` that people edit too. */
  readonly layout: 'directory' | 'file';
  readonly file: string;
  /** IPv4 or IPv6 addresses where Traefik serves; DNS points here. */
  readonly addresses: readonly string[];
  readonly httpsPort: number;
  readonly httpPort: number;
  /** Base URL of the API, e.g. `http://traefik:8080`; null: not asked. */
  readonly api: string | null;
  /** Name of the environment variable with `user:password` for the API, or null. */
  readonly apiCredentials: string | null;
  readonly certResolver: string;
  readonly entrypoints: readonly string[];
  /** CA file that verify trusts besides the system's, or null. */
  readonly caFile: string | null;
}

/** DNS servers that hold the same records, written by one integration. */
export interface DnsServers {
  /** The primary first. */
  readonly instances: readonly DnsServer[];
  readonly caFile: string | null;
  readonly insecure: boolean;
  readonly mode: 'address' | 'cname';
}

export interface DnsServer {
  /** Base URL of its API. */
  readonly url: string;
  /** Where it answers DNS, for the read-back. */
  readonly dns: { readonly address: string; readonly port: number };
  /** For systems whose API asks for a name. */
  readonly username?: string;
  /** Name of the environment variable with the password. */
  readonly password: string;
}

export interface AuthentikSite {
  readonly url: string;
  /** Name of the environment variable with the API token. */
  readonly token: string;
  /** Exact name of the outpost; the embedded one by default. */
  readonly outpost: string;
  /** Where Traefik reaches the outpost, e.g. `http://outpost:9000`. */
  readonly outpostUrl: string;
  /** Where browsers reach the server to log in. */
  readonly browserUrl: string;
  readonly authorizationFlow: string;
  readonly invalidationFlow: string;
  /** A guard application closes a single-application outpost to unknown hosts. */
  readonly guard: boolean;
  readonly caFile: string | null;
}

export interface GlanceSite {
  readonly host: string;
  /** Path of glance.yml on that host. */
  readonly config: string;
  /** Base URL of the page, or null: not asked. */
  readonly url: string | null;
  readonly page: string;
  /** Make a missing page, group or widget. */
  readonly create: boolean;
  /** `auto`: as the version and the mount need. */
  readonly reload: 'auto' | 'restart' | 'none';
  /** Argument list that restarts Glance, e.g. `['docker', 'restart', 'glance']`. */
  readonly restart: readonly string[];
  /** Argument list that validates a candidate file, with `{file}` in it, or null. */
  readonly validate: readonly string[] | null;
}
