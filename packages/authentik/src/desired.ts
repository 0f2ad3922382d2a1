import type { AuthentikSection, Resource, Service, Site } from '@hl/core';
import { embeddedName } from './api-types.js';
import { externalHost, hostOf } from './host.js';
import { iconUrl } from './icon.js';
import type { OidcSpec, ProxySpec, SsoSpec } from './spec.js';

export const system = 'authentik';

/** Our mark: `meta_publisher` of every application of ours. */
export const publisher = 'hl';

/** Slug of the application that keeps a standalone outpost from having only one. */
export const guardSlug = 'hl-guard';

/** A launch URL that keeps an application off the users' page. */
const hidden = 'blank://blank';

/** Provider names are unique over all kinds of providers, so ours have a prefix. Anybody can choose such a name: it proves nothing. */
export const providerName = (slug: string): string => `hl-${slug}`;

/**
 * What our provider is called until our application is linked with it. A provider has no room for a mark, so its name holds the id
 * of the application that has one: nobody else would choose that.
 */
export const unlinkedName = (slug: string, application: { readonly pk: string }): string => `${providerName(slug)} of ${application.pk}`;

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
    const application = spec.application && { ...spec.application, name: `${spec.application.name} (${host})`, launchUrl: hidden };
    return { ...main, key, spec: { ...spec, application } };
  });
  return [main, ...further];
}

function resource(section: AuthentikSection, service: Service, site: Site, outpost: string): Resource<SsoSpec> {
  const provider = section.method === 'oidc' ? oidc(section) : proxy(section, service, site);
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
  return { system, key: section.slug, service: service.name, spec };
}

/** Hosts that lead to the service besides that of its provider. A rule of the user's own may mean anything. */
function furtherHosts({ method, level, externalUrl }: AuthentikSection, { traefik }: Service): string[] {
  if (traefik === null || traefik.rule !== null || method === 'oidc' || level === 'domain') return [];
  const [main] = hostOf(externalUrl).split(':');
  return traefik.hosts.filter((host) => host !== main);
}

function withHost(url: string, host: string): string {
  if (!URL.canParse(url)) return `https://${host}`;
  const { protocol, port } = new URL(url);
  return `${protocol}//${host}${port === '' ? '' : `:${port}`}`;
}

/**
 * A standalone outpost with a single application serves it for every host name, so there must always be a second one.
 * It is of mode `proxy` towards nowhere: should it ever be the single one, it lets nobody through.
 */
export function guard(site: Site, outpost: string): Resource<SsoSpec>[] {
  if (site.authentik === null || !site.authentik.guard || outpost === embeddedName) return [];
  const { authorizationFlow, invalidationFlow } = site.authentik;
  const name = providerName(guardSlug);
  const [externalHost, internalHost] = ['https://hl-guard.invalid', 'http://hl-guard.invalid'];
  const spec: SsoSpec = {
    provider: {
      kind: 'proxy',
      name,
      mode: 'proxy',
      externalHost,
      internalHost,
      cookieDomain: '',
      authorizationFlow,
      invalidationFlow,
      skipPathRegex: [],
    },
    application: {
      name: 'hl guard',
      group: '',
      description: 'Keeps the outpost closed to unknown host names.',
      launchUrl: hidden,
      openInNewTab: false,
      policyEngineMode: 'any',
      provider: name,
    },
    groups: [],
    outposts: [outpost],
  };
  return [{ system, key: guardSlug, service: guardSlug, spec }];
}

function proxy(section: AuthentikSection, service: Service, site: Site): ProxySpec {
  const mode = section.method === 'proxy' ? 'proxy' : section.level === 'domain' ? 'forward_domain' : 'forward_single';
  const address = site.hosts[service.host]?.address ?? service.host;
  return {
    kind: 'proxy',
    name: providerName(section.slug),
    mode,
    externalHost: externalHost(section.externalUrl),
    internalHost:
      mode === 'proxy'
        ? externalHost(section.internalUrl ?? `http://${address.includes(':') ? `[${address}]` : address}:${service.port}`)
        : '',
    cookieDomain: mode === 'forward_domain' ? (section.cookieDomain ?? site.domain) : '',
    authorizationFlow: section.authorizationFlow,
    invalidationFlow: section.invalidationFlow,
    skipPathRegex: lines(section.skipPathRegex),
  };
}

/** One expression a line, as an outpost reads them. */
const lines = (texts: readonly string[]): string[] =>
  texts
    .join('\n')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

const oidc = (section: AuthentikSection): OidcSpec => ({
  kind: 'oauth2',
  name: providerName(section.slug),
  authorizationFlow: section.authorizationFlow,
  invalidationFlow: section.invalidationFlow,
  redirectUris: [...new Set(section.redirectUris.map((uri) => uri.trim()))].sort(),
});

/** Domain level shares one external host, so the tile opens the service's own. */
function launchUrl(section: AuthentikSection, { traefik }: Service): string {
  const [host] = traefik?.hosts ?? [];
  if (section.level !== 'domain' || host === undefined) return externalHost(section.externalUrl);
  return `${traefik?.tls ? 'https' : 'http'}://${host}`;
}
