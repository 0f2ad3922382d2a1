import type { TraefikSection } from '@hl/core';
import { show } from '../check/wording.js';
import type { Path, Report } from '../diagnostic.js';
import { asHostName, complete, isAddressable } from '../names.js';
import type { Context } from './context.js';
import { headers } from './headers.js';
import { hostsOfRule, problemOfRule } from '../rule/rule.js';

export function traefikSection(context: Context): TraefikSection | null {
  const { input, site, report } = context;
  const given = input.traefik;
  if (!given || given.enabled === false) return null;
  if (!site.traefik) {
    report.warn(
      ['traefik'],
      'no-system',
      'there is no Traefik in hl.yml, so there is no route',
      'Add a traefik section to hl.yml, or say enabled: false here.',
    );
    return null;
  }
  if (given.rule !== undefined) {
    const problem = problemOfRule(given.rule, given.scheme === 'tcp' ? 'tcp' : 'http');
    if (problem) report.error(['traefik', 'rule'], 'rule', problem.message, problem.hint);
  }
  const entrypoints = given.entrypoints ?? site.traefik.entrypoints;
  const scheme = given.scheme ?? 'http';
  return {
    hosts: hosts(context),
    rule: given.rule?.replace(/\s*\n\s*/g, ' ').trim() ?? null,
    entrypoints,
    tls: tls(context, entrypoints),
    middlewares: given.middlewares ?? [],
    headers: headers(given.headers ?? {}, report),
    priority: given.priority ?? null,
    scheme,
    port: given.port ?? input.deployment.port,
    insecureSkipVerify: given.insecure_skip_verify ?? false,
    sticky: given.sticky ?? false,
    healthCheck: given.health_check ?? false,
    redirectHttp: given.redirect_http ?? false,
  };
}

/** The main name first: `subdomain`, else the first of `hosts` or of the rule, else as DNS has it. */
function hosts({ input, site, report }: Context): string[] {
  const { subdomain, hosts: more = [], rule } = input.traefik ?? {};
  const listed = more.map((text, index) => hostName(text, site.domain, ['traefik', 'hosts', index], report, true));
  const main = subdomain === undefined ? [] : [hostName(subdomain, site.domain, ['traefik', 'subdomain'], report, true)];
  if (main[0] !== undefined && asHostName(main[0], true) !== null && main[0] !== site.domain && !main[0].endsWith(`.${site.domain}`)) {
    report.warn(
      ['traefik', 'subdomain'],
      'outside-domain',
      `${main[0]} is outside of ${site.domain}`,
      `Write ${main[0]}.${site.domain} if that is meant; names of other domains go under traefik.hosts.`,
    );
  }
  const all = [...main, ...listed, ...(main.length + listed.length === 0 && rule !== undefined ? hostsOfRule(rule) : [])];
  if (all.length > 0) return [...new Set(all)];
  const inherited = input.dns?.hostname;
  return [
    inherited === undefined
      ? hostName(input.service.name, site.domain, ['service', 'name'], report)
      : hostName(inherited, site.domain, ['dns', 'hostname'], report),
  ];
}

function tls({ input, site, report }: Context, entrypoints: readonly string[]): TraefikSection['tls'] {
  const given = input.traefik?.tls ?? !entrypoints.every((name) => name === 'web' || name === 'http');
  if (given === false || (typeof given === 'object' && given.enabled === false)) {
    if (input.traefik?.redirect_http)
      report.error(['traefik', 'redirect_http'], 'either', 'redirect_http needs TLS', 'Turn tls on, or remove redirect_http.');
    return null;
  }
  const { cert_resolver = site.traefik?.certResolver ?? '', domains = [] } = given === true ? {} : given;
  for (const [index, { main, sans = [] }] of domains.entries()) {
    for (const [text, path] of [[main, ['main']] as const, ...sans.map((name, at) => [name, ['sans', at]] as const)]) {
      const name = asHostName(text, true);
      if (name === null || !isAddressable(name))
        report.error(
          ['traefik', 'tls', 'domains', index, ...path],
          'host-name',
          `${show(text)} is not a host name`,
          'Write a name such as example.org or *.example.org.',
        );
    }
  }
  return {
    certResolver: cert_resolver === '' ? null : cert_resolver,
    domains: domains.map(({ main, sans = [] }) => ({ main: main.toLowerCase(), sans: sans.map((name) => name.toLowerCase()) })),
  };
}

/** A host name of a file, completed; noted when it is none. */
export function hostName(text: string, domain: string, path: Path, report: Report, wildcard = false): string {
  const name = asHostName(text, wildcard);
  if (name === null)
    report.error(
      path,
      'host-name',
      `${show(text)} is not a host name`,
      `Write a name such as ${suggestion(text, domain)}, without scheme, port and path.`,
    );
  return complete(name ?? text, domain);
}

function suggestion(text: string, domain: string): string {
  const bare = text
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[:/?#].*$/, '')
    .replaceAll('_', '-')
    .trim();
  return asHostName(bare) ?? `metube or metube.${domain}`;
}
