import { routeUrl, type AuthentikSection, type TraefikSection } from '@hl/core';
import { drop } from '../check/drop.js';
import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import { asHostName, display } from '../names.js';
import { goExpressionFinds, goExpressionProblem } from '../rule/go-expression.js';
import { goHint } from '../rule/rule.js';
import { direct, type PageContext } from './context.js';

/** Authentik keeps these for itself. */
const reservedSlugs = ['authorize', 'token', 'device', 'userinfo', 'introspect', 'revoke'];

/** What Authentik has for other ways to sign in only. */
const without = {
  forward_auth: ['internal_url', 'redirect_uris', 'client_id_variable', 'client_secret_variable'],
  proxy: ['redirect_uris', 'client_id_variable', 'client_secret_variable'],
  oidc: ['skip_path_regex', 'level', 'internal_url'],
} as const;

export function authentikSection(context: PageContext, route: TraefikSection | null): AuthentikSection | null {
  const { site, name, category } = context;
  const written = context.given.authentik;
  if (!written || written.enabled === false) return null;
  const field = context.field.at('authentik');
  if (!site.authentik) {
    const hint = 'Add an authentik section to hl.yml, or say enabled: false here.';
    field.error('no-system', 'there is no Authentik in hl.yml, so the service would be open to everybody', hint);
    return null;
  }
  const method = written.method ?? 'forward_auth';
  const level = written.level ?? 'single';
  const forMethod = drop(written, without[method] ?? [], field, `with method: ${method}`, 'Remove the line.');
  const noDomain = level === 'domain' && method !== 'oidc' ? [] : (['cookie_domain'] as const);
  const forLevel = drop(forMethod, noDomain, field, 'without level: domain', 'Add level: domain, or remove the line.');
  const nobody = context.input.deployment ? [] : (['client_id_variable', 'client_secret_variable'] as const);
  const given = drop(forLevel, nobody, field, 'without a container that gets the variable', 'Remove the line.');
  const slug = given.slug ?? name;
  if (method !== 'oidc') checkRoute(route, method, given.external_url !== undefined, field);
  if (reservedSlugs.includes(slug)) {
    const where = given.slug === undefined ? context.named : field.at('slug');
    where.error('reserved', `Authentik keeps the slug ${slug} for itself`, 'Give authentik.slug another value.');
  }
  for (const [index, expression] of (given.skip_path_regex ?? []).entries())
    checkExpression(expression, field.at('skip_path_regex', index));
  if (method === 'oidc' && !given.redirect_uris?.length) {
    const where = field.at(given.redirect_uris === undefined ? 'method' : 'redirect_uris');
    const example = route ? routeUrl(route, site) : 'https://…';
    const hint = `Write redirect_uris: [${example}/…] here, with the path that the program documents for OIDC sign-in.`;
    where.error('redirect-uris', 'method oidc needs redirect_uris, or Authentik would trust the first address that asks', hint);
  }
  const scheme = (route?.scheme ?? context.backend?.scheme) === 'https' ? 'https' : 'http';
  const itself = () => direct(context, scheme, route?.port);
  const cookieDomain = given.cookie_domain ?? (level === 'domain' ? site.domain : null);
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
    cookieDomain: cookieDomain && (asHostName(cookieDomain) ?? cookieDomain.toLowerCase()),
    externalUrl: given.external_url ?? (route ? routeUrl(route, site) : itself()),
    internalUrl: given.internal_url ?? (method === 'proxy' ? itself() : null),
    redirectUris: given.redirect_uris ?? [],
    clientIdVariable: given.client_id_variable ?? null,
    clientSecretVariable: given.client_secret_variable ?? null,
  };
}

/**
 * The outpost knows a host by the exact name in the external URL, and answers 404 for others. Each host of the route gets a provider.
 */
function checkRoute(route: TraefikSection | null, method: string, named: boolean, field: Field): void {
  if (!route) {
    const hint = 'Enable traefik for this service, or say enabled: false under authentik.';
    return field.error('no-route', `authentik.method ${method} needs a route`, hint);
  }
  const { hosts, scheme } = route;
  if (scheme === 'tcp' || scheme === 'udp') {
    const hint = 'Use an http route, or say enabled: false under authentik.';
    field.at('method').error('either', `a ${scheme} route cannot ask for a sign-in`, hint);
  }
  if (hosts.every((host) => host.startsWith('*')) && !named) {
    const hint = 'Add a name without * to traefik.hosts, or give authentik.external_url.';
    field.error('wildcard', `a sign-in page cannot be at ${hosts[0]}`, hint);
  }
}

/** Authentik takes any text and skips what Go cannot read; then the path would be protected after all, or all of them open. */
function checkExpression(expression: string, field: Field): void {
  if (/[\r\n]/.test(expression)) return field.error('expression', 'an expression is one line', 'Make each line an entry of the list.');
  const problem = goExpressionProblem(expression);
  if (problem !== null) field.error('expression', `${show(expression)} is no regular expression of Go: ${problem}`, goHint);
  else if (['/', '/any/path', '/0'].every((path) => goExpressionFinds(expression, path)))
    field.warn(
      'open',
      `${show(expression)} matches every path, so nothing is protected`,
      'Anchor it, e.g. ^/api/.*, or disable authentik.',
    );
}
