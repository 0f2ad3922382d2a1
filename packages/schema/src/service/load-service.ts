import { isRecord, type Service } from '@hl/core';
import { notOneOf, show } from '../check/show.js';
import { validate } from '../check/validate.js';
import { remember } from '../cross/positions.js';
import { deploymentSection } from '../deployment/deployment.js';
import { checkKept } from '../deployment/environment.js';
import type { Diagnostic, Report } from '../diagnostic.js';
import type { SiteWithDefaults } from '../site/defaults.js';
import { checkHost } from '../site/hosts.js';
import { readYaml } from '../yaml/read.js';
import { serviceReading } from '../yaml/reading.js';
import { authentikSection } from './authentik.js';
import type { Context, FileReader } from './context.js';
import { dnsSection } from './dns.js';
import { glanceSection } from './glance.js';
import { healthSection } from './health.js';
import type { ServiceFile } from './service.gen.js';
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
  const path = file.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  const input = value === undefined ? null : check(value, kept, site, report);
  const service = input && resolve({ input, site, report, path, files });
  if (service === null || report.failed() || input?.service.enabled === false) return { service: null, diagnostics: report.diagnostics() };
  remember(service, text, file);
  return { service, diagnostics: report.diagnostics() };
}

/** The file as its schema has it. With its shape right, it is resolved although it is wrong in other ways, to tell everything at once. */
function check(value: { [key: string]: unknown }, kept: Kept, site: SiteWithDefaults, report: Report): ServiceFile | null {
  if (typeof value['services'] === 'object' && value['service'] === undefined && value['deployment'] === undefined) {
    const hint = 'Let its name end in .yaml, and name it under deployment.compose_file of a service file.';
    report.error('compose-file', 'this is a compose file, not a service file', hint);
    return null;
  }
  const problems = validate('service', value) ?? [];
  for (const problem of problems) report.add(problem);
  checkSite(value, site, report);
  checkKept(kept, report);
  return problems.some(({ rule }) => rule === 'type' || rule === 'required') ? null : (value as unknown as ServiceFile);
}

type Kept = ReturnType<typeof readYaml>['kept'];

/** What only the site knows; also said about a file that is wrong in other ways. */
function checkSite({ service, deployment }: { readonly [key: string]: unknown }, site: SiteWithDefaults, report: Report): void {
  const category = isRecord(service) ? service['category'] : undefined;
  const host = isRecord(deployment) ? deployment['target_host'] : undefined;
  const hint = 'Use one of the list, or add it to categories in hl.yml.';
  if (typeof category === 'string' && !site.categories.includes(category))
    report.at('service', 'category').tell(notOneOf(category, site.categories, hint));
  if (typeof host === 'string') checkHost(host, site.hosts, report.at('deployment', 'target_host'));
}

function resolve(context: Context): Service {
  const { input, report, path } = context;
  const { name, display_name, description, category, icon, version } = input.service;
  if (icon !== undefined && !/^(auto-invert )?((si|di|sh|mdi):\S+|https?:\/\/\S+|\/\S+)$/.test(icon)) {
    const slug = show(icon).replace(/\W+/g, '').toLowerCase() || 'name';
    const hint = `Write si:${slug}, another prefix (di:, sh:, mdi:) or a URL.`;
    report.at('service', 'icon').warn('icon', `${show(icon)} is not an icon that Glance knows`, hint);
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
    address: null,
    port: input.deployment.port,
    deployment,
    health,
    traefik,
    dns: dnsSection(context, traefik),
    authentik: authentikSection(context, traefik),
    glance: glanceSection(context, traefik, health),
    pages: [],
    notifications: { discord: discord(context) },
    metadata: { ...(version !== undefined && { version }), ...(input.metadata as Service['metadata']) },
  };
}

function discord({ input, site, report }: Context): boolean {
  const given = input.notifications?.discord;
  const { enabled, channel } = typeof given === 'object' ? given : { enabled: given, channel: undefined };
  const own = site.discord?.channel ?? null;
  if (channel !== undefined && own !== null && channel.replace(/^#/, '') !== own.replace(/^#/, '')) {
    const field = report.at('notifications', 'discord', 'channel');
    field.warn('no-effect', `messages go to ${own}, not to ${show(channel)}`, 'The webhook decides the channel; remove the line.');
  }
  return enabled ?? (typeof given === 'object' || site.discord !== null);
}
