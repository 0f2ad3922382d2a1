import type { TraefikSection } from '@hl/core';
import { drop } from '../check/drop.js';
import { show } from '../check/show.js';
import { asHostName, isAddressable } from '../names.js';
import { hostsOfRule, problemOfRule } from '../rule/rule.js';
import { portOf, type PageContext, type Sections } from './context.js';
import { headers } from './headers.js';
import { hostName } from './host-name.js';

/** What Traefik has for other transports only. */
const without = {
  http: ['insecure_skip_verify'],
  https: [],
  tcp: ['headers', 'sticky', 'health_check', 'redirect_http'],
  udp: ['headers', 'sticky', 'health_check', 'redirect_http', 'rule', 'tls', 'middlewares', 'priority', 'insecure_skip_verify'],
} as const satisfies { readonly [scheme in TraefikSection['scheme']]: readonly (keyof NonNullable<Sections['traefik']>)[] };

export function traefikSection(context: PageContext): TraefikSection | null {
  const { site, backend } = context;
  const written = context.given.traefik;
  if (!written || written.enabled === false) return null;
  const field = context.field.at('traefik');
  if (!site.traefik) {
    const hint = 'Add a traefik section to hl.yml, or say enabled: false here.';
    field.warn('no-system', 'there is no Traefik in hl.yml, so there is no route', hint);
    return null;
  }
  const scheme = written.scheme ?? backend?.scheme ?? 'http';
  const given = drop(written, without[scheme] ?? [], field, `with scheme: ${scheme}`, 'Remove the line.');
  const reduced = given === written ? context : { ...context, given: { ...context.given, traefik: given } };
  if (backend && scheme !== backend.scheme)
    field.at('scheme').error('either', `the backend is ${backend.scheme}, not ${scheme}`, 'Write the scheme in backend only.');
  const problem = given.rule === undefined ? null : problemOfRule(given.rule, scheme === 'tcp' ? 'tcp' : 'http');
  if (problem) field.at('rule').error('rule', problem.message, problem.hint);
  const entrypoints = given.entrypoints ?? site.traefik.entrypoints;
  return {
    hosts: hosts(reduced),
    rule: given.rule?.replace(/\s*\n\s*/g, ' ').trim() ?? null,
    entrypoints,
    tls: scheme === 'udp' ? null : tls(reduced, entrypoints),
    middlewares: given.middlewares ?? [],
    headers: headers(given.headers ?? {}, field.at('headers')),
    priority: given.priority ?? null,
    scheme,
    port: given.port ?? portOf(context),
    insecureSkipVerify: given.insecure_skip_verify ?? backend?.insecure ?? false,
    sticky: given.sticky ?? false,
    healthCheck: given.health_check ?? false,
    redirectHttp: given.redirect_http ?? false,
    trust: backend?.trust ?? null,
  };
}

/** The main name first: `subdomain`, else the first of `hosts` or of the rule, else as DNS has it. */
function hosts({ given, site: { domain }, field: page, label, named: self }: PageContext): string[] {
  const { subdomain, hosts: more = [], rule } = given.traefik ?? {};
  const field = page.at('traefik');
  const listed = more.map((text, index) => hostName(text, domain, field.at('hosts', index), true));
  const main = subdomain === undefined ? [] : [hostName(subdomain, domain, field.at('subdomain'), true)];
  for (const name of main) {
    if (name === domain || name.endsWith(`.${domain}`) || asHostName(name, true) === null) continue;
    const hint = `Write ${name}.${domain} if that is meant; names of other domains go under traefik.hosts.`;
    field.at('subdomain').warn('outside-domain', `${name} is outside of ${domain}`, hint);
  }
  const named = [...main, ...listed];
  const all = named.length === 0 && rule !== undefined ? hostsOfRule(rule).map((host) => asHostName(host, true) ?? host) : named;
  if (all.length > 0) return [...new Set(all)];
  const inherited = given.dns?.hostname;
  return [inherited === undefined ? hostName(label, domain, self) : hostName(inherited, domain, page.at('dns', 'hostname'))];
}

function tls({ given: { traefik }, site, field: page }: PageContext, entrypoints: readonly string[]): TraefikSection['tls'] {
  const field = page.at('traefik');
  const given = traefik?.tls ?? !entrypoints.every((name) => name === 'web' || name === 'http');
  if (given === false || (typeof given === 'object' && given.enabled === false)) {
    if (traefik?.redirect_http)
      field.at('redirect_http').error('either', 'redirect_http needs TLS', 'Turn tls on, or remove redirect_http.');
    return null;
  }
  const { cert_resolver = site.traefik?.certResolver ?? '', domains = [] } = given === true ? {} : given;
  const certificateName = (text: string, ...path: readonly (string | number)[]): string => {
    const name = asHostName(text, true);
    if (name === null || !isAddressable(name)) {
      const hint = 'Write a name such as example.org or *.example.org.';
      field.at('tls', 'domains', ...path).error('host-name', `${show(text)} is not a host name`, hint);
    }
    return name ?? text;
  };
  return {
    certResolver: cert_resolver === '' ? null : cert_resolver,
    domains: domains.map(({ main, sans = [] }, index) => ({
      main: certificateName(main, index, 'main'),
      sans: sans.map((name, at) => certificateName(name, index, 'sans', at)),
    })),
  };
}
