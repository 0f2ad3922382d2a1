import type { AuthentikSection, TraefikSection } from '@hl/core';
import { show } from '../check/wording.js';
import type { Path, Report } from '../diagnostic.js';
import { display, inUrl } from '../names.js';
import type { Context } from './context.js';
import { routeUrl } from './glance.js';

/** Authentik keeps these for itself. */
const reservedSlugs = ['authorize', 'token', 'device', 'userinfo', 'introspect', 'revoke'];

export function authentikSection({ input, site, report }: Context, route: TraefikSection | null): AuthentikSection | null {
  const given = input.authentik;
  if (!given || given.enabled === false) return null;
  const { name, category } = input.service;
  const method = given.method ?? 'forward_auth';
  if (!site.authentik) {
    report.error(
      ['authentik'],
      'no-system',
      'there is no Authentik in hl.yml, so the service would be open to everybody',
      'Add an authentik section to hl.yml, or say enabled: false here.',
    );
    return null;
  }
  if (!route && method !== 'oidc')
    report.error(
      ['authentik'],
      'no-route',
      `authentik.method ${method} needs a route`,
      'Enable traefik for this service, or say enabled: false under authentik.',
    );
  if (route && method !== 'oidc' && (route.scheme === 'tcp' || route.scheme === 'udp')) {
    report.error(
      ['authentik', 'method'],
      'either',
      `a ${route.scheme} route cannot ask for a sign-in`,
      'Use an http route, or say enabled: false under authentik.',
    );
  }
  const slug = given.slug ?? name;
  if (reservedSlugs.includes(slug))
    report.error(
      given.slug === undefined ? ['service', 'name'] : ['authentik', 'slug'],
      'reserved',
      `Authentik keeps the slug ${slug} for itself`,
      'Give authentik.slug another value.',
    );
  for (const [index, expression] of (given.skip_path_regex ?? []).entries())
    checkExpression(expression, ['authentik', 'skip_path_regex', index], report);
  if (method === 'oidc' && !given.redirect_uris?.length) {
    report.error(
      ['authentik', given.redirect_uris === undefined ? 'method' : 'redirect_uris'],
      'redirect-uris',
      'method oidc needs redirect_uris, or Authentik would trust the first address that asks',
      `Write redirect_uris: [${route ? routeUrl(route, site) : 'https://…'}/…] here, with the path that the program documents for OIDC sign-in.`,
    );
  }
  const level = given.level ?? 'single';
  if (route && method !== 'oidc') checkHosts(route, level, given.external_url !== undefined, report);
  const { scheme, address } = {
    scheme: route?.scheme === 'https' ? 'https' : 'http',
    address: site.hosts[input.deployment.target_host]?.address ?? '',
  };
  const direct = `${scheme}://${inUrl(address)}:${route?.port ?? input.deployment.port}`;
  return {
    slug,
    method,
    authorizationFlow: given.authorization_flow ?? site.authentik.authorizationFlow,
    invalidationFlow: given.invalidation_flow ?? site.authentik.invalidationFlow,
    groups: given.groups ?? [],
    skipPathRegex: given.skip_path_regex ?? [],
    applicationGroup: given.application_group ?? display(category),
    openInNewTab: given.open_in_new_tab ?? false,
    level,
    cookieDomain: given.cookie_domain?.toLowerCase() ?? (level === 'domain' ? site.domain : null),
    externalUrl: given.external_url ?? (route ? routeUrl(route, site) : direct),
    internalUrl: given.internal_url ?? (method === 'proxy' ? direct : null),
    redirectUris: given.redirect_uris ?? [],
    clientIdVariable: given.client_id_variable ?? null,
    clientSecretVariable: given.client_secret_variable ?? null,
  };
}

/**
 * The outpost knows a host by the exact name in the external URL, and answers 404 for others. Each listed host gets a provider; what a
 * rule of one's own means is not known.
 */
function checkHosts({ hosts, rule }: TraefikSection, level: 'single' | 'domain', named: boolean, report: Report): void {
  if (hosts.every((host) => host.startsWith('*')) && !named) {
    report.error(
      ['authentik'],
      'wildcard',
      `a sign-in page cannot be at ${hosts[0]}`,
      'Add a name without * to traefik.hosts, or give authentik.external_url.',
    );
  } else if (level === 'single' && rule !== null && hosts.length > 1) {
    report.warn(
      ['authentik'],
      'uncovered-host',
      `sign-in works at one name only, not at ${hosts.slice(1).join(', ')}`,
      'Say level: domain under authentik, or keep one host name.',
    );
  }
}

/** Authentik takes any text and skips what Go cannot read; then the path would be protected after all, or all of them open. */
function checkExpression(expression: string, path: Path, report: Report): void {
  const foreign = /\(\?(?:[=!]|<[=!])|\\[1-9]|[*+?}]\+/.exec(expression.replaceAll('\\\\', ''));
  if (foreign)
    return report.error(
      path,
      'expression',
      `Go has no ${foreign[0]} in regular expressions`,
      'Write it without looking around, back references and possessive repeats.',
    );
  if (/[\r\n]/.test(expression))
    return report.error(path, 'expression', 'an expression is one line', 'Make each line an entry of the list.');
  let compiled: RegExp;
  try {
    compiled = new RegExp(expression.replace(/^\(\?[imsU]+\)/, '').replaceAll('(?P<', '(?<'));
  } catch {
    return report.error(
      path,
      'expression',
      `${show(expression)} is not a regular expression`,
      'Check its brackets; a literal bracket or dot needs a backslash.',
    );
  }
  if (['/', '/any/path', '/0'].every((probe) => compiled.test(probe))) {
    report.warn(
      path,
      'open',
      `${show(expression)} matches every path, so nothing is protected`,
      'Anchor it, e.g. ^/api/.*, or disable authentik.',
    );
  }
}
