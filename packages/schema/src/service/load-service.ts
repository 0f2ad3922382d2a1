import type { Service } from '@hl/core';
import { validate } from '../check/validate.js';
import { notOneOf, show } from '../check/wording.js';
import { inOrder, type Diagnostic, type Report } from '../diagnostic.js';
import type { ServiceFile } from '../service.gen.js';
import { remember } from '../source.js';
import { checkHost } from '../site/hosts.js';
import type { SiteWithDefaults } from '../site/defaults.js';
import { readYaml } from '../yaml/read.js';
import { serviceReading } from '../yaml/reading.js';
import { authentikSection } from './authentik.js';
import type { Context, FileReader } from './context.js';
import { deploymentSection } from './deployment.js';
import { dnsSection } from './dns.js';
import { checkKept } from './environment.js';
import { glanceSection } from './glance.js';
import { healthSection } from './health.js';
import { traefikSection } from './traefik.js';

/**
 * Reads a service file into what the systems are told: defaults applied, older spellings folded, host names completed.
 * The service is null when a diagnostic is an error, and when the file says `service.enabled: false`. Never throws for what is in the text.
 *
 * @param file relative to the repository, e.g. `services/downloads/metube.yml`
 * @param files reads what the file names: extra files, its own compose file, its secrets file
 */
export function loadService(
  text: string,
  file: string,
  site: SiteWithDefaults,
  files: FileReader,
): { service: Service | null; diagnostics: Diagnostic[] } {
  const { value, kept, report } = readYaml(text, file, serviceReading, 'service file');
  if (value === undefined) return { service: null, diagnostics: inOrder(report.diagnostics) };
  if (isCompose(value)) {
    report.error(
      [],
      'compose-file',
      'this is a compose file, not a service file',
      'Let its name end in .yaml, and name it under deployment.compose_file of a service file.',
    );
    return { service: null, diagnostics: inOrder(report.diagnostics) };
  }
  const problems = validate('service', value) ?? [];
  for (const problem of problems) report.add(problem);
  checkSite(value, site, report);
  checkKept(kept, report);
  // With its shape right, a file is resolved although it is wrong in other ways, to tell everything at once.
  if (problems.some(({ rule }) => rule === 'type' || rule === 'required'))
    return { service: null, diagnostics: inOrder(report.diagnostics) };
  const input = value as unknown as ServiceFile;
  const service = resolve({ input, site, report, path: file.replaceAll('\\', '/').replace(/^(\.\/)+/, ''), files });
  if (report.failed() || input.service.enabled === false) return { service: null, diagnostics: inOrder(report.diagnostics) };
  remember(service, text, file);
  return { service, diagnostics: inOrder(report.diagnostics) };
}

const isCompose = (value: { readonly [key: string]: unknown }): boolean =>
  typeof value['services'] === 'object' && value['service'] === undefined && value['deployment'] === undefined;

/** What only the site knows; also said about a file that is wrong in other ways. */
function checkSite(value: { readonly [key: string]: unknown }, site: SiteWithDefaults, report: Report): void {
  const { service, deployment } = value as { service?: { category?: unknown }; deployment?: { target_host?: unknown } };
  if (typeof service?.category === 'string' && !site.categories.includes(service.category)) {
    report.add(
      notOneOf(['service', 'category'], service.category, site.categories, 'Use one of the list, or add it to categories in hl.yml.'),
    );
  }
  if (typeof deployment?.target_host === 'string') checkHost(deployment.target_host, site.hosts, ['deployment', 'target_host'], report);
}

function resolve(context: Context): Service {
  const { input, report, path } = context;
  const { name, display_name, description, category, icon, version } = input.service;
  if (icon !== undefined && !/^(auto-invert )?((si|di|sh|mdi):\S+|https?:\/\/\S+|\/\S+)$/.test(icon)) {
    report.warn(
      ['service', 'icon'],
      'icon',
      `${show(icon)} is not an icon that Glance knows`,
      `Write si:${show(icon).replace(/\W+/g, '').toLowerCase() || 'name'}, another prefix (di:, sh:, mdi:) or a URL.`,
    );
  }
  const deployment = deploymentSection(context);
  const health = healthSection(context, deployment.ports);
  const traefik = traefikSection(context);
  return {
    name,
    path,
    displayName: display_name,
    description,
    category,
    icon: icon ?? null,
    host: input.deployment.target_host,
    port: input.deployment.port,
    deployment,
    health,
    traefik,
    dns: dnsSection(context, traefik),
    authentik: authentikSection(context, traefik),
    glance: glanceSection(context, traefik, health),
    notifications: { discord: discord(context) },
    metadata: { ...(version === undefined ? {} : { version }), ...(input.metadata as Service['metadata']) },
  };
}

function discord({ input, site, report }: Context): boolean {
  const given = input.notifications?.discord;
  const channel = typeof given === 'object' ? given.channel : undefined;
  const own = site.discord?.channel ?? null;
  if (channel !== undefined && own !== null && channel.replace(/^#/, '') !== own.replace(/^#/, '')) {
    report.warn(
      ['notifications', 'discord', 'channel'],
      'no-effect',
      `messages go to ${own}, not to ${show(channel)}`,
      'The webhook decides the channel; remove the line.',
    );
  }
  return typeof given === 'object' ? (given.enabled ?? true) : (given ?? site.discord !== null);
}
