import type { Site } from '@hl/core';
import { show } from '../check/wording.js';
import { validate } from '../check/validate.js';
import { inOrder, type Diagnostic, type Report } from '../diagnostic.js';
import { asHostName, straight } from '../names.js';
import type { SiteFile } from '../site.gen.js';
import { readYaml } from '../yaml/read.js';
import { siteReading } from '../yaml/reading.js';
import type { SiteWithDefaults } from './defaults.js';
import { checkHost, hostsOf } from './hosts.js';
import { authentikOf, directory, glanceOf, dnsOf, traefikOf } from './systems.js';

const categories = ['media', 'downloads', 'productivity', 'monitoring', 'infrastructure', 'utility', 'api', 'dashboard'];

/**
 * Reads `hl.yml`. The site is null when a diagnostic is an error. Never throws for what is in the text.
 *
 * @param file as diagnostics shall name it
 */
export function loadSite(text: string, file = 'hl.yml'): { site: Site | null; diagnostics: Diagnostic[] } {
  const { value, report } = readYaml(text, file, siteReading, 'site file');
  if (value === undefined) return { site: null, diagnostics: inOrder(report.diagnostics) };
  for (const problem of validate('site', value) ?? []) report.add(problem);
  const site = report.failed() ? null : resolve(value as unknown as SiteFile, report);
  return { site: report.failed() ? null : site, diagnostics: inOrder(report.diagnostics) };
}

function resolve(input: SiteFile, report: Report): SiteWithDefaults {
  const hosts = hostsOf(input, report);
  const defaults = input.defaults ?? {};
  if (input.ledger) checkHost(input.ledger.host, hosts, ['ledger', 'host'], report);
  else
    report.warn(
      [],
      'ledger',
      'there is no ledger',
      'Add ledger: { host: … } so that removals, rollbacks and retries know what was deployed.',
    );
  return {
    domain: domain(input.domain, report),
    categories: input.categories ?? categories,
    services: folder(input.services ?? 'services', report),
    hosts,
    traefik: traefikOf(input.traefik, hosts, report),
    dns: dnsOf(input, report),
    authentik: authentikOf(input.authentik, report),
    glance: glanceOf(input.glance, hosts, report),
    discord: typeof input.discord === 'object' ? { channel: input.discord.channel ?? null } : input.discord ? { channel: null } : null,
    ledger: input.ledger
      ? { host: input.ledger.host, directory: directory(input.ledger.directory ?? '/var/lib/hl', ['ledger', 'directory'], report) }
      : null,
    brakes: { services: input.brakes?.services ?? 3, ratio: input.brakes?.ratio ?? 0.3 },
    verify: { deadlineSeconds: input.verify?.deadline ?? 60, intervalSeconds: input.verify?.interval ?? 2 },
    defaults: {
      installRoot: directory(defaults.install_root ?? '/opt', ['defaults', 'install_root'], report),
      restartPolicy: defaults.restart_policy ?? 'unless-stopped',
      pullPolicy: defaults.pull_policy ?? 'missing',
      onFailure: defaults.on_failure ?? 'rollback',
    },
  };
}

function domain(text: string, report: Report): string {
  const name = asHostName(text.replace(/^\./, ''));
  if (name === null)
    report.error(['domain'], 'host-name', `${show(text)} is not a domain`, 'Write it without scheme and path, e.g. example.org.');
  return name ?? text;
}

function folder(text: string, report: Report): string {
  const plain = text.replace(/^\.\//, '').replace(/\/+$/, '');
  if (plain.startsWith('/') || !straight(plain))
    report.error(['services'], 'path', `${show(text)} is not a folder of the repository`, 'Write it relative to the root, e.g. services.');
  return plain;
}
