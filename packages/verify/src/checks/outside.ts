import type { Host } from '@hl/core';
import type { Nameserver, ReadBackProduct } from '@hl/core/dns';

/** What of a homelab answers from outside, whatever programs it is made of. Put together by whoever knows the systems of the site. */
export interface Outside {
  readonly hosts: { readonly [name: string]: Pick<Host, 'address'> & Partial<Pick<Host, 'kind'>> };
  /** All that answer for the names of services; each of them is asked. */
  readonly dns: readonly DnsServer[];
  readonly proxy: Proxy | null;
  readonly login: Login | null;
  /** As people call what shows a tile of each service, e.g. `Glance`; null: there is none, or nobody may look at it. */
  readonly dashboard?: string | null;
}

/** As the integration of that system says it (`ReadBackProduct`): the sentences of its hints, for a host name. */
export interface DnsServer extends Nameserver, Pick<ReadBackProduct, 'name'>, Partial<Pick<ReadBackProduct, 'unblock' | 'keepLocal'>> {}

/** Where requests for public host names come in, whatever DNS says. */
export interface Proxy {
  /** As people call it, e.g. `Traefik`. */
  readonly name: string;
  /** null: not known. */
  readonly address: string | null;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Ports by the names that routes of TCP give them. */
  readonly entrypoints: { readonly [name: string]: number };
}

/** Who asks visitors to log in. */
export interface Login {
  /** As people call it, e.g. `Authentik`. */
  readonly name: string;
  /** Where browsers are sent, without query. */
  readonly url: string;
  /** Where this machine reaches it; absent: it is not asked what it says of a login. */
  readonly reachedAt?: string;
  /** Name of the outpost that the proxy asks. */
  readonly outpost: string;
}

/** As much of it as there is. A proxy is at the usual ports. */
export interface Given extends Partial<Omit<Outside, 'proxy'>> {
  readonly proxy?: Partial<Proxy> | null;
}

const usual: Proxy = { name: 'the proxy', address: null, httpPort: 80, httpsPort: 443, entrypoints: {} };

export const whole = ({ proxy = null, ...given }: Given): Outside => ({
  ...{ hosts: {}, dns: [], login: null, ...given },
  proxy: proxy && { ...usual, ...proxy },
});
