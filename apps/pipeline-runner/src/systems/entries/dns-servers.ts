import type { DnsServer, Secret, Site } from '@hl/core';
import type { Outside } from '@hl/verify';
import { dnsClient } from '@hl/core/dns';
import { given } from '../../given.js';
import { trusting } from '../ca-file.js';
import { fail, pass } from '../finding.js';
import type { Closable, System } from '../system.js';

/** What the package of a DNS system makes an integration from. */
interface DnsOptions {
  readonly system: string;
  readonly url: string;
  readonly username?: string;
  readonly password: Secret;
  readonly dns: DnsServer['dns'];
  readonly insecure: boolean;
  readonly ca?: string;
  readonly onWait: (why: string) => void;
}

interface DnsSystem<Spec> {
  /** Of hl.yml; begins the `system` of its changes. */
  readonly section: string;
  /** `product`: how verify speaks of such a server. */
  readonly load: () => Promise<{
    readonly open: (options: DnsOptions) => Closable<Spec>;
    readonly product: Omit<Outside['dns'][number], 'address' | 'port'>;
  }>;
}

/** DNS records, in the servers that are named under a section of hl.yml: one endpoint each. */
export function dnsServers<Spec>({ section, load }: DnsSystem<Spec>): System {
  const instances = (site: Site): readonly DnsServer[] => site.dns[section]?.instances ?? [];
  return {
    name: section,
    job: 'dns',
    breaks: 3,
    secrets: (site) => instances(site).map(({ password }) => password),
    async outside(site) {
      if (instances(site).length === 0) return {};
      const { product } = await load();
      return { dns: instances(site).map(({ dns }) => ({ ...product, ...dns })) };
    },
    endpoints: (site) =>
      instances(site).map(({ url, dns, username, password }, index) => {
        const label = index === 0 ? section : `${section}@${placeOf(url)}`;
        const { caFile = null, insecure = false } = site.dns[section] ?? {};
        return {
          label,
          concerns: (service) => service.dns !== null,
          owns: ({ system }) => system === label,
          async open(opening) {
            const { open, product } = await load();
            return open({
              ...{ system: label, url, dns, insecure, onWait: opening.onWait },
              password: opening.need(password, `the password of the ${product.name} at ${url}`),
              ...given({ username }),
              ...trusting(caFile),
            }) as Closable;
          },
          async examine() {
            const at = `${dns.address}:${dns.port}`;
            try {
              await dnsClient(dns).ask(site.domain, 4);
              return [pass('DNS', `answers at ${at}`)];
            } catch (error) {
              const message = `does not answer DNS at ${at} (${(error as NodeJS.ErrnoException).code})`;
              return [fail('DNS', 'unreachable', message, `Look whether it listens there, and at dns under ${section} in hl.yml.`)];
            }
          },
        };
      }),
  };
}

/** By this name it is remembered which records are ours: it depends on the URL alone, not on how many servers there are. */
function placeOf(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host}${pathname.replace(/\/$/, '')}`;
}
