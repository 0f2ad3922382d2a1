import type { TraefikSection } from '@hl/core';
import { show } from '../check/show.js';
import { asHostName, isAddressable } from '../names.js';
import { hostsOfRule, problemOfRule } from '../rule/rule.js';
import type { Context } from './context.js';
import { headers } from './headers.js';
import { hostName } from './host-name.js';

export function traefikSection(context: Context): TraefikSection | null {
  const { input, site, report } = context;
  const given = input.traefik;
  if (!given || given.enabled === false) return null;
  const field = report.at('traefik');
  if (!site.traefik) {
    const hint = 'Add a traefik section to hl.yml, or say enabled: false here.';
    field.warn('no-system', 'there is no Traefik in hl.yml, so there is no route', hint);
    return null;
  }
  const scheme = given.scheme ?? 'http';
  const problem = given.rule === undefined ? null : problemOfRule(given.rule, scheme === 'tcp' ? 'tcp' : 'http');
  if (problem) field.at('rule').error('rule', problem.message, problem.hint);
  const entrypoints = given.entrypoints ?? site.traefik.entrypoints;
  return {
    hosts: hosts(context),
    rule: given.rule?.replace(/\s*\n\s*/g, ' ').trim() ?? null,
    entrypoints,
    tls: tls(context, entrypoints),
    middlewares: given.middlewares ?? [],
    headers: headers(given.headers ?? {}, field.at('headers')),
    priority: given.priority ?? null,
    scheme,
    port: given.port ?? input.deployment.port,
    insecureSkipVerify: given.insecure_skip_verify ?? false,
    sticky: given.sticky ?? false,
    healthCheck: given.health_check ?? false,
    redirectHttp: given.redirect_http ?? false,
    trust: null,
  };
}

/** The main name first: `subdomain`, else the first of `hosts` or of the rule, else as DNS has it. */
function hosts({ input, site: { domain }, report }: Context): string[] {
  const { subdomain, hosts: more = [], rule } = input.traefik ?? {};
  const field = report.at('traefik');
  const listed = more.map((text, index) => hostName(text, domain, field.at('hosts', index), true));
  const main = subdomain === undefined ? [] : [hostName(subdomain, domain, field.at('subdomain'), true)];
  for (const name of main) {
    if (asHostName(name, true) === null || name === domain || name.endsWith(`.${domain}`)) continue;
    const hint = `Write ${name}.${domain} if that is meant; names of other domains go under traefik.hosts.`;
    field.at('subdomain').warn('outside-domain', `${name} is outside of ${domain}`, hint);
  }
  const named = [...main, ...listed];
  const all = named.length === 0 && rule !== undefined ? hostsOfRule(rule).map((host) => asHostName(host, true) ?? host) : named;
  if (all.length > 0) return [...new Set(all)];
  const inherited = input.dns?.hostname;
  return inherited === undefined
    ? [hostName(input.service.name, domain, report.at('service', 'name'))]
    : [hostName(inherited, domain, report.at('dns', 'hostname'))];
}

function tls({ input, site, report }: Context, entrypoints: readonly string[]): TraefikSection['tls'] {
  const field = report.at('traefik');
  const given = input.traefik?.tls ?? !entrypoints.every((name) => name === 'web' || name === 'http');
  if (given === false || (typeof given === 'object' && given.enabled === false)) {
    if (input.traefik?.redirect_http)
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
