import { isIP } from 'node:net';
import type { AuthentikSite, DnsServers, GlanceSite, Host, Site, TraefikSite } from '@hl/core';
import { show } from '../check/wording.js';
import type { Path, Report } from '../diagnostic.js';
import { straight } from '../names.js';
import type { SiteFile } from '../site.gen.js';
import { checkHost } from './hosts.js';

type Hosts = { readonly [name: string]: Host };

/** Without the slashes at its end. */
const base = (url: string): string => url.replace(/\/+$/, '');

export function traefikOf(given: SiteFile['traefik'], hosts: Hosts, report: Report): TraefikSite | null {
  if (!given) return null;
  checkHost(given.host, hosts, ['traefik', 'host'], report);
  return {
    host: given.host,
    directory: directory(given.directory ?? '/etc/traefik/dynamic', ['traefik', 'directory'], report),
    layout: given.layout ?? 'directory',
    file: given.file ?? 'services.yml',
    addresses: addresses(given, hosts, report),
    httpsPort: given.https_port ?? 443,
    httpPort: given.http_port ?? 80,
    api: given.api === undefined ? null : url(given.api, ['traefik', 'api'], report).replace(/\/(api|dashboard)$/, ''),
    apiCredentials: given.api_credentials ?? null,
    certResolver: given.cert_resolver ?? 'letsencrypt',
    entrypoints: given.entrypoints ?? ['websecure'],
    caFile: given.ca_file ?? null,
  };
}

function addresses({ addresses: given, host }: NonNullable<SiteFile['traefik']>, hosts: Hosts, report: Report): string[] {
  if (given === undefined) {
    const own = hosts[host]?.address;
    if (own !== undefined && isIP(own) !== 0) return [own];
    if (own !== undefined) {
      report.add({
        path: ['traefik', 'addresses'],
        rule: 'required',
        message: 'addresses is required',
        hint: `DNS records need an address, and ${host} is given by name: add addresses: [192.0.2.20] under traefik.`,
        place: 'key',
      });
    }
    return [];
  }
  for (const [index, address] of [given].flat().entries()) {
    const path = Array.isArray(given) ? ['traefik', 'addresses', index] : ['traefik', 'addresses'];
    if (isIP(address) === 0)
      report.error(path, 'address', `${show(address)} is not an IPv4 or IPv6 address`, 'Write an address such as 192.0.2.20.');
  }
  return [given].flat();
}

export function dnsOf({ pihole }: SiteFile, report: Report): Site['dns'] {
  const servers = piholeOf(pihole, report);
  return servers === null ? {} : { pihole: servers };
}

function piholeOf(given: SiteFile['pihole'], report: Report): DnsServers | null {
  if (!given) return null;
  const { url: single, dns, password = 'PIHOLE_API_PASSWORD', instances } = given;
  if (single === undefined && instances === undefined) {
    report.add({
      path: ['pihole', 'url'],
      rule: 'required',
      message: 'url is required',
      hint: 'Add url: http://192.0.2.53 under pihole.',
      place: 'key',
    });
  }
  if (single !== undefined && instances !== undefined) {
    report.error(
      ['pihole', 'instances'],
      'either',
      'url and instances are both given',
      'Move the url into the list of instances, as its first entry.',
    );
  }
  const all = instances ?? (single === undefined ? [] : [{ url: single, ...(dns === undefined ? {} : { dns }) }]);
  return {
    instances: all.map((instance, index) => {
      const path = instances ? ['pihole', 'instances', index] : ['pihole'];
      const page = url(instance.url, [...path, 'url'], report).replace(/\/(admin|api)(\/.*)?$/, '');
      return { url: page, dns: endpoint(instance.dns, page, [...path, 'dns'], report), password: instance.password ?? password };
    }),
    caFile: given.ca_file ?? null,
    insecure: given.insecure ?? false,
    mode: given.mode ?? 'address',
  };
}

/** `address`, `address:port` or `[address]:port`. */
function endpoint(given: string | undefined, page: string, path: Path, report: Report): { address: string; port: number } {
  const bracketless = (text: string) => text.replace(/^\[(.*)\]$/, '$1');
  if (given === undefined) return { address: URL.canParse(page) ? bracketless(new URL(page).hostname) : '', port: 53 };
  const { address = given, port = '53' } = /^(?<address>\[.*\]|[^:]*)(:(?<port>\d+))?$/.exec(given)?.groups ?? {};
  if (Number(port) < 1 || Number(port) > 65535)
    report.error(path, 'maximum', `${port} is not a port`, 'Write a number from 1 to 65535, or only the address.');
  return { address: bracketless(address), port: Number(port) };
}

export function authentikOf(given: SiteFile['authentik'], report: Report): AuthentikSite | null {
  if (!given) return null;
  const server = url(given.url, ['authentik', 'url'], report).replace(/\/(api\/v3|if\/admin)$/, '');
  return {
    url: server,
    token: given.token ?? 'AUTHENTIK_TOKEN',
    outpost: given.outpost ?? 'authentik Embedded Outpost',
    outpostUrl: given.outpost_url === undefined ? server : url(given.outpost_url, ['authentik', 'outpost_url'], report),
    browserUrl: given.browser_url === undefined ? server : url(given.browser_url, ['authentik', 'browser_url'], report),
    authorizationFlow: given.authorization_flow ?? 'default-provider-authorization-implicit-consent',
    invalidationFlow: given.invalidation_flow ?? 'default-provider-invalidation-flow',
    guard: given.guard ?? true,
    caFile: given.ca_file ?? null,
  };
}

export function glanceOf(given: SiteFile['glance'], hosts: Hosts, report: Report): GlanceSite | null {
  if (!given) return null;
  checkHost(given.host, hosts, ['glance', 'host'], report);
  const config = given.config ?? '/opt/glance/config/glance.yml';
  if (!straight(config))
    report.error(['glance', 'config'], 'path', `${show(config)} is not a plain path`, 'Write it without . and .. parts.');
  const words = (line: string | readonly string[]) => (typeof line === 'string' ? line.trim().split(/\s+/) : line);
  const check = given.validate === undefined ? null : words(given.validate);
  if (check && !check.some((word) => word.includes('{file}'))) {
    report.error(['glance', 'validate'], 'placeholder', 'validate does not name the file to check', 'Put {file} where the path belongs.');
  }
  return {
    host: given.host,
    config,
    url: given.url === undefined ? null : url(given.url, ['glance', 'url'], report),
    page: given.page ?? 'home',
    create: given.create ?? true,
    reload: given.reload ?? 'auto',
    restart: words(given.restart ?? ['docker', 'restart', 'glance']),
    validate: check,
  };
}

function url(text: string, path: Path, report: Report): string {
  if (!URL.canParse(text))
    report.error(path, 'url', `${show(text)} is not a URL`, 'Write http:// or https://, a host, and a port when it is not the usual one.');
  return base(text);
}

/** Absolute, and below the top level: it is written to. */
export function directory(text: string, path: Path, report: Report): string {
  const plain = text.replace(/\/+$/, '');
  if (!straight(plain)) report.error(path, 'path', `${show(text)} is not a plain path`, 'Write it without . and .. parts.');
  return plain;
}
