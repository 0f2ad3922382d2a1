import { addressOf, type AuthentikSection, type Resource, type Service, type Site } from '@hl/core';
import { hostsOfRule } from '@hl/schema/traefik';
import { address, externalHost, hostOf, withHost } from './external-host.js';
import { iconUrl } from './icon.js';
import { hiddenTile, providerName, system } from './names.js';
import type { OidcSpec, ProviderSpec, ProxySpec, SsoSpec } from './spec.js';

/**
 * What `service` wants: one resource, or none without an `authentik` section. An outpost knows an application by one host only, so
 * each further host of the route gets a provider of its own, with an application without tile: key `<slug>-<host, dashes for dots>`.
 */
export function desired(service: Service, site: Site, outpost: string): Resource<SsoSpec>[] {
  const section = service.authentik;
  if (section === null) return [];
  const main = resource(section, service, site, outpost);
  const further = furtherHosts(section, service).map((host) => {
    const slug = `${section.slug}-${host.replace(/[^a-z0-9]+/g, '-')}`;
    const { key, spec } = resource({ ...section, slug, externalUrl: withHost(section.externalUrl, host) }, service, site, outpost);
    const application = spec.application && { ...spec.application, name: `${spec.application.name} (${host})`, launchUrl: hiddenTile };
    return { ...main, key, spec: { ...spec, application } };
  });
  return [main, ...further];
}

function resource(section: AuthentikSection, service: Service, site: Site, outpost: string): Resource<SsoSpec> {
  const { slug, authorizationFlow, invalidationFlow } = section;
  const common = { name: providerName(slug), authorizationFlow, invalidationFlow };
  const provider: ProxySpec | OidcSpec =
    section.method === 'oidc'
      ? { kind: 'oauth2', ...common, redirectUris: [...new Set(section.redirectUris.map((uri) => uri.trim()))].sort() }
      : { kind: 'proxy', ...common, ...proxy(section, service, site) };
  const icon = iconUrl(service.icon);
  const spec: SsoSpec = {
    provider,
    application: {
      name: service.displayName.trim(),
      group: section.applicationGroup.trim(),
      description: service.description.trim(),
      launchUrl: launchUrl(section, service),
      openInNewTab: section.openInNewTab,
      policyEngineMode: 'any',
      provider: provider.name,
    },
    ...(icon === null ? {} : { icon }),
    groups: [...new Set(section.groups)].sort(),
    outposts: provider.kind === 'proxy' ? [outpost] : [],
  };
  return { system, key: slug, service: service.name, spec };
}

/** Hosts that lead to the service besides that of its provider, listed or named by its rule. A wildcard is none that an outpost knows. */
function furtherHosts({ method, level, externalUrl }: AuthentikSection, { traefik }: Service): string[] {
  if (traefik === null || method === 'oidc' || level === 'domain') return [];
  const [main] = hostOf(externalUrl).split(':');
  const all = new Set([...traefik.hosts, ...hostsOfRule(traefik.rule ?? '')]);
  return [...all].filter((host) => host !== main && !host.includes('*'));
}

function proxy(section: AuthentikSection, service: Service, site: Site): Omit<ProxySpec, 'kind' | keyof ProviderSpec> {
  const mode = section.method === 'proxy' ? 'proxy' : section.level === 'domain' ? 'forward_domain' : 'forward_single';
  const host = addressOf(service, site) ?? service.host;
  const port = service.port ?? service.traefik?.port;
  const internalUrl = section.internalUrl ?? `http://${host.includes(':') ? `[${host}]` : host}${port ? `:${port}` : ''}`;
  return {
    mode,
    externalHost: externalHost(section.externalUrl),
    internalHost: mode === 'proxy' ? address(internalUrl) : '',
    cookieDomain: mode === 'forward_domain' ? (section.cookieDomain ?? site.domain) : '',
    skipPathRegex: lines(section.skipPathRegex.join('\n')),
  };
}

/** Regular expressions as an outpost reads them: one a line. */
export const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** Domain level shares one external host, so the tile opens the service's own. */
function launchUrl(section: AuthentikSection, { traefik }: Service): string {
  const [host] = traefik?.hosts ?? [];
  if (section.level !== 'domain' || host === undefined) return address(section.externalUrl);
  return `${traefik?.tls ? 'https' : 'http'}://${host}`;
}
