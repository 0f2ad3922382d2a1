import { isIP } from 'node:net';
import {
  authentikDefaults,
  glanceDefaults,
  traefikDefaults,
  type AuthentikSite,
  type GlanceSite,
  type Host,
  type TraefikSite,
} from '@hl/core';
import { addressesOf } from '../check/lists.js';
import { show } from '../check/show.js';
import type { Field, Report } from '../diagnostic.js';
import { straight } from '../names.js';
import { checkHost } from './hosts.js';
import { directory, url } from './places.js';
import type { SiteFile } from './site.gen.js';

type Hosts = { readonly [name: string]: Host };

export function traefikOf(given: SiteFile['traefik'], hosts: Hosts, report: Report): TraefikSite | null {
  if (!given) return null;
  const field = report.at('traefik');
  checkHost(given.host, hosts, field.at('host'));
  return {
    host: given.host,
    directory: directory(given.directory ?? traefikDefaults.directory, field.at('directory')),
    layout: given.layout ?? traefikDefaults.layout,
    file: given.file ?? traefikDefaults.file,
    addresses: addresses(given, hosts, field),
    httpsPort: given.https_port ?? traefikDefaults.httpsPort,
    httpPort: given.http_port ?? traefikDefaults.httpPort,
    api: given.api === undefined ? traefikDefaults.api : url(given.api, field.at('api')).replace(/\/(api|dashboard)$/, ''),
    apiCredentials: given.api_credentials ?? traefikDefaults.apiCredentials,
    certResolver: given.cert_resolver ?? traefikDefaults.certResolver,
    entrypoints: given.entrypoints ?? traefikDefaults.entrypoints,
    caFile: given.ca_file ?? traefikDefaults.caFile,
  };
}

function addresses({ addresses: given, host }: NonNullable<SiteFile['traefik']>, hosts: Hosts, field: Field): string[] {
  if (given !== undefined) return addressesOf(given, field.at('addresses'), 'Write an address such as 192.0.2.20.');
  const own = hosts[host]?.address;
  if (own === undefined) return [];
  if (isIP(own) !== 0) return [own];
  field.missing('addresses', `DNS records need an address, and ${host} is given by name: add addresses: [192.0.2.20] under traefik.`);
  return [];
}

export function authentikOf(given: SiteFile['authentik'], report: Report): AuthentikSite | null {
  if (!given) return null;
  const field = report.at('authentik');
  const server = url(given.url, field.at('url')).replace(/\/(api\/v3|if\/admin)$/, '');
  return {
    url: server,
    token: given.token ?? 'AUTHENTIK_TOKEN',
    outpost: given.outpost ?? authentikDefaults.outpost,
    outpostUrl: given.outpost_url === undefined ? server : url(given.outpost_url, field.at('outpost_url')),
    browserUrl: given.browser_url === undefined ? server : url(given.browser_url, field.at('browser_url')),
    authorizationFlow: given.authorization_flow ?? authentikDefaults.authorizationFlow,
    invalidationFlow: given.invalidation_flow ?? authentikDefaults.invalidationFlow,
    guard: given.guard ?? authentikDefaults.guard,
    caFile: given.ca_file ?? null,
  };
}

export function glanceOf(given: SiteFile['glance'], hosts: Hosts, report: Report): GlanceSite | null {
  if (!given) return null;
  const field = report.at('glance');
  checkHost(given.host, hosts, field.at('host'));
  const config = given.config ?? glanceDefaults.config;
  if (!straight(config)) field.at('config').error('path', `${show(config)} is not a plain path`, 'Write it without . and .. parts.');
  const words = (line: string | readonly string[]) => (typeof line === 'string' ? line.trim().split(/\s+/) : line);
  const check = given.validate === undefined ? glanceDefaults.validate : words(given.validate);
  if (check && !check.some((word) => word.includes('{file}')))
    field.at('validate').error('placeholder', 'validate does not name the file to check', 'Put {file} where the path belongs.');
  return {
    host: given.host,
    config,
    url: given.url === undefined ? glanceDefaults.url : url(given.url, field.at('url')),
    page: given.page ?? glanceDefaults.page,
    create: given.create ?? glanceDefaults.create,
    reload: given.reload ?? glanceDefaults.reload,
    restart: words(given.restart ?? glanceDefaults.restart),
    validate: check,
  };
}
