/** What was seen on the hosts, as far as hl.yml speaks of it. */
export interface Found {
  readonly traefik: FoundTraefik | null;
  readonly pihole: readonly FoundDns[];
  readonly adguard: readonly FoundDns[];
  readonly authentik: { readonly host: string; readonly url: string | null; readonly browserUrl: string | null } | null;
  readonly glance: FoundGlance | null;
  /** The domain of most names that Traefik serves. */
  readonly domain: string | null;
  /** What was seen and cannot be used as it is. */
  readonly remarks: readonly Remark[];
}

export interface FoundTraefik {
  readonly host: string;
  readonly container: string;
  /** On the host; null: it has no file provider that others can write to. */
  readonly directory: string | null;
  /** The one file in it that it reads; null: all of them. */
  readonly file: string | null;
  /** `sure`: without a login. */
  readonly api: { readonly url: string; readonly sure: boolean } | null;
  readonly entrypoint: string;
  /** The only address of the host that it serves at; null: all of them. */
  readonly ip: string | null;
  /** Where others reach them; null: not found. */
  readonly httpsPort: number | null;
  readonly httpPort: number | null;
  readonly resolver: string | null;
}

export interface FoundDns {
  readonly host: string;
  /** Of the web interface; null: it is not published. */
  readonly url: string | null;
  /** When it is not port 53 of that. */
  readonly dns: string | null;
  readonly username: string | null;
}

export interface FoundGlance {
  readonly host: string;
  readonly container: string;
  /** Path of glance.yml on the host; null: it is no mount. */
  readonly config: string | null;
  readonly url: string | null;
  /** Its first page. */
  readonly page: string | null;
}

export interface Remark {
  readonly system: string;
  readonly host: string;
  readonly message: string;
  readonly hint: string;
}

/** The host that a container was seen on. */
export interface OnHost {
  readonly host: string;
  /** As others reach it. */
  readonly address: string;
  /** A file there, of those that were asked for. */
  readonly read: (path: string) => string | null;
}
