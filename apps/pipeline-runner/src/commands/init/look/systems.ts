import { isIP } from 'node:net';
import { isRecord } from '@hl/core';
import { parse } from 'yaml';
import { hostNames, onHost, type Container } from './container.js';
import type { FoundDns, FoundGlance, OnHost, Remark } from './found.js';

/** Where a web page of a container is reached: at a port that it publishes, else by the name that Traefik serves it at. */
function urlOf(container: Container, address: string, ports: readonly number[]): string | null {
  const [open] = ports.flatMap((one) => container.published(one) ?? []);
  if (open !== undefined) return `http://${inUrl(open.ip ?? address)}${open.port === 80 ? '' : `:${open.port}`}`;
  const [name] = hostNames(container);
  return name === undefined ? null : `https://${name}`;
}

/** IPv6 goes in brackets. */
export const inUrl = (address: string): string => (isIP(address) === 6 ? `[${address}]` : address);

const notOpen = (system: string, host: string, port: number): Remark => ({
  system,
  host,
  message: `publishes no port that others reach`,
  hint: `Publish ${port}, or write the URL that it has behind your proxy.`,
});

type Seen<T> = { readonly found: T; readonly remarks: readonly Remark[] };

const seen = <T extends { readonly url: string | null }>(found: T, system: string, host: string, port: number): Seen<T> => ({
  found,
  remarks: found.url === null ? [notOpen(system, host, port)] : [],
});

/** Its web server's ports are written `8080`, `80o,443os,[::]:80o`. null: a version without the API that hl uses. */
export function piholeIn(container: Container, { host, address }: OnHost): Seen<FoundDns | null> {
  const [, year] = /:(20\d\d)\./.exec(container.image) ?? [];
  const isOld = year !== undefined ? Number(year) < 2025 : container.environment.has('WEBPASSWORD');
  if (isOld) {
    const hint = 'Update it: hl uses the API of Pi-hole v6 (images of 2025 and later).';
    return { found: null, remarks: [{ system: 'Pi-hole', host, message: `${container.image} is version 5`, hint }] };
  }
  const told = container.environment.get('FTLCONF_webserver_port') ?? '';
  const ports = told.split(',').flatMap((one) => (/s/.test(one) ? [] : Number(/(\d+)\D*$/.exec(one)?.[1]) || []));
  const url = urlOf(container, address, [...ports, 80]);
  return seen({ host, url, dns: dnsOf(container, address, url), username: null }, 'Pi-hole', host, 80);
}

/** Where an AdGuard Home keeps its settings. */
export const adguardFiles = (container: Container): string[] => at(container, '/opt/adguardhome/conf/AdGuardHome.yaml');

export function adguardIn(container: Container, { host, address, read }: OnHost): Seen<FoundDns> {
  const settings = yamlIn(adguardFiles(container).flatMap((path) => read(path) ?? [])[0]);
  const http = isRecord(settings['http']) ? settings['http'] : {};
  const [, port] = /:(\d+)$/.exec(String(http['address'] ?? '')) ?? [];
  const [user] = Array.isArray(settings['users']) ? (settings['users'] as unknown[]) : [];
  const username = isRecord(user) && typeof user['name'] === 'string' && user['name'] !== '' ? user['name'] : null;
  const url = urlOf(container, address, [...(port === undefined ? [] : [Number(port)]), 80, 3000]);
  return seen({ host, url, dns: dnsOf(container, address, url), username }, 'AdGuard Home', host, 3000);
}

/** null: port 53 of where its page is. */
function dnsOf(container: Container, address: string, url: string | null): string | null {
  const open = container.published(53, 'udp') ?? container.published(53);
  if (open === null) return null;
  const at = inUrl(open.ip ?? address);
  return open.port === 53 && url !== null && new URL(url).hostname === at ? null : `${at}:${open.port}`;
}

/** The worker has the same image and serves nothing. */
export const isAuthentik = ({ image, words }: Container): boolean => /goauthentik\/server\b/.test(image) && !words.includes('worker');

export function authentikIn(container: Container, { host, address }: OnHost) {
  const [, port = '9000'] = /:(\d+)$/.exec(container.environment.get('AUTHENTIK_LISTEN__HTTP') ?? '') ?? [];
  const [name] = hostNames(container);
  const found = { host, url: urlOf(container, address, [Number(port)]), browserUrl: name === undefined ? null : `https://${name}` };
  return seen(found, 'Authentik', host, Number(port));
}

/** Of version 0.7 and later, and of earlier ones. */
export const glanceFiles = (container: Container): string[] => at(container, '/app/config/glance.yml', '/app/glance.yml');

const at = (container: Container, ...paths: readonly string[]): string[] => paths.flatMap((path) => onHost(container, path)?.path ?? []);

export function glanceIn(container: Container, { host, address, read }: OnHost): Seen<FoundGlance> {
  const files = glanceFiles(container);
  const config = files.find((path) => read(path) !== null) ?? null;
  const settings = yamlIn(config === null ? undefined : (read(config) ?? undefined));
  const server = isRecord(settings['server']) ? settings['server'] : {};
  const [first] = Array.isArray(settings['pages']) ? (settings['pages'] as unknown[]) : [];
  const name = isRecord(first) ? (first['slug'] ?? first['name']) : null;
  const page = typeof name === 'string' && name !== '' ? name : null;
  const url = urlOf(container, address, [Number(server['port'] ?? 8080), 8080]);
  const remarks: Remark[] =
    config === null
      ? [
          {
            system: 'Glance',
            host,
            message: 'has no glance.yml that lies on the host',
            hint: 'Mount a directory at /app/config, with glance.yml in it.',
          },
        ]
      : [];
  return { found: { host, container: container.name, config, url, page }, remarks };
}

/** Variables and includes may make it something else than YAML. */
function yamlIn(text: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = parse(text ?? '', { logLevel: 'silent' });
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
