import { isRecord, type Service } from '@hl/core';
import { notOneOf } from '../check/show.js';
import { validate } from '../check/validate.js';
import { remember } from '../cross/positions.js';
import { deploymentSection } from '../deployment/deployment.js';
import { checkKept } from '../deployment/environment.js';
import type { Diagnostic, Report } from '../diagnostic.js';
import { backendOf } from '../page/backend.js';
import { firstPage, furtherPages, parts } from '../page/page.js';
import type { SiteWithDefaults } from '../site/defaults.js';
import { checkHost } from '../site/hosts.js';
import { withEmpty } from '../yaml/empty.js';
import { readYaml } from '../yaml/read.js';
import { serviceReading } from '../yaml/reading.js';
import type { Context, FileReader } from './context.js';
import { notificationsOf } from './notifications.js';
import type { ServiceFile } from './service.gen.js';

/**
 * Reads a service file into what the systems are told: defaults applied, older spellings folded, host names completed.
 * The service is null when a diagnostic is an error, and when the file says `service.enabled: false`. Never throws for what is in the text.
 *
 * @param file relative to the repository, e.g. `services/downloads/metube.yml`
 * @param site null where hl.yml has errors, which `loadSite` tells: then nothing is said of the file
 * @param files reads what the file names: extra files, its own compose file, its secrets file. Default: there are none
 */
export function loadService(
  text: string,
  file: string,
  site: SiteWithDefaults | null,
  files: FileReader = () => null,
): { service: Service | null; diagnostics: Diagnostic[] } {
  if (site === null) return { service: null, diagnostics: [] };
  const { value, kept, empty, report } = readYaml(text, file, serviceReading, 'service file');
  const path = file.replaceAll('\\', '/').replace(/^(\.\/)+/, '');
  const input = value === undefined ? null : check(value, { kept, empty }, site, report);
  const service = input && resolve({ input, site, report, path, files });
  if (service === null || report.failed() || input?.service.enabled === false) return { service: null, diagnostics: report.diagnostics() };
  remember(service, text, file);
  return { service, diagnostics: report.diagnostics() };
}

/** The file as its schema has it. With its shape right, it is resolved although it is wrong in other ways, to tell everything at once. */
function check(value: { [key: string]: unknown }, { kept, empty }: Read, site: SiteWithDefaults, report: Report): ServiceFile | null {
  if (typeof value['services'] === 'object' && value['service'] === undefined && value['deployment'] === undefined) {
    const hint = 'Let its name end in .yaml, and name it under deployment.compose_file of a service file.';
    report.error('compose-file', 'this is a compose file, not a service file', hint);
    return null;
  }
  const problems = validate('service', withEmpty(value, empty)) ?? [];
  for (const problem of problems) report.add(problem);
  checkSite(value, site, report);
  checkWhereabouts(value, report);
  checkKept(kept, report);
  return problems.some(({ rule }) => rule === 'type' || rule === 'required') ? null : (value as unknown as ServiceFile);
}

type Read = Pick<ReturnType<typeof readYaml>, 'kept' | 'empty'>;

/** What only the site knows; also said about a file that is wrong in other ways. */
function checkSite({ service, deployment }: { readonly [key: string]: unknown }, site: SiteWithDefaults, report: Report): void {
  const category = isRecord(service) ? service['category'] : undefined;
  const host = isRecord(deployment) ? deployment['target_host'] : undefined;
  const hint = 'Use one of the list, or add it to categories in hl.yml.';
  if (typeof category === 'string' && !site.categories.includes(category))
    report.at('service', 'category').tell(notOneOf(category, site.categories, hint));
  if (typeof host === 'string') checkHost(host, site.hosts, report.at('deployment', 'target_host'));
}

/** A service is somewhere: it has a container, or a backend, or pages that have one. Also said about a file that is wrong in other ways. */
function checkWhereabouts({ deployment, backend, pages, watchtower }: { readonly [key: string]: unknown }, report: Report): void {
  const none = deployment === undefined;
  if (none && backend === undefined && !(isRecord(pages) && Object.keys(pages).length > 0)) {
    const hint =
      'Add deployment with target_host, port and image for a container; or backend: https://192.0.2.10:8006 for a machine that runs already.';
    report.add({ path: ['deployment'], key: true, rule: 'required', message: 'deployment or backend is required', hint });
  }
  if (isRecord(deployment) && deployment['image'] === undefined && deployment['compose_file'] === undefined) {
    const hint = 'Add image: ghcr.io/alexta69/metube:2026.08.15 under deployment, or compose_file: metube.compose.yaml.';
    report.at('deployment').missing('image', hint);
  }
  if (!none && backend !== undefined) {
    const hint = 'Put the backend under pages, as a page of its own: pages: { name: { backend: … } }; or remove one of the two.';
    report.at('backend').key().error('either', 'backend does not go with deployment', hint);
  }
  if (none && watchtower !== undefined)
    report.at('watchtower').key().warn('no-effect', 'watchtower has no effect without a container', 'Remove the section.');
}

function resolve(context: Context): Service {
  const { input, site, report, path, files } = context;
  const { name, display_name, description, category, version } = input.service;
  const own = input.deployment && deploymentSection({ input, site, report, path, files, deployment: input.deployment });
  const deployment = own?.deployment ?? null;
  const backend = input.deployment ? null : backendOf(input.backend, report.at('backend'), context);
  const whereabouts = own ?? { address: backend?.address ?? null, port: backend?.port ?? null };
  const { address, port } = whereabouts;
  const page = firstPage(context, { address, port, deployed: deployment, backend });
  const { health, traefik, dns, authentik, glance } = parts(page);
  return {
    name,
    path,
    displayName: display_name,
    description,
    category,
    icon: page.icon,
    host: input.deployment?.target_host ?? '',
    address,
    port,
    deployment,
    health,
    traefik,
    dns,
    authentik,
    glance,
    pages: furtherPages(page),
    notifications: notificationsOf(context),
    metadata: { ...(version !== undefined && { version }), ...(input.metadata as Service['metadata']) },
  };
}
