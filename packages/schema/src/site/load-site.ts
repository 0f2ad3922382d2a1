import { siteDefaults, type Site } from '@hl/core';
import { show } from '../check/show.js';
import { validate } from '../check/validate.js';
import type { Diagnostic, Report } from '../diagnostic.js';
import { asHostName, straight } from '../names.js';
import { withEmpty } from '../yaml/empty.js';
import { readYaml } from '../yaml/read.js';
import { siteReading } from '../yaml/reading.js';
import { builtIn, type SiteWithDefaults } from './defaults.js';
import { dnsOf } from './dns.js';
import { checkHost, hostsOf } from './hosts.js';
import type { SshLookup } from './jumps.js';
import { directory } from './places.js';
import type { SiteFile } from './site.gen.js';
import { notificationsOf } from './notifications.js';
import { authentikOf, glanceOf, traefikOf } from './systems.js';

const categories = ['media', 'downloads', 'productivity', 'monitoring', 'infrastructure', 'utility', 'api', 'dashboard'];

/**
 * Reads `hl.yml`. The site is null when a diagnostic is an error. Never throws for what is in the text.
 *
 * @param file as diagnostics shall name it
 * @param here `ssh`: what the ssh of this machine takes for a name, by its own configuration
 */
export function loadSite(
  text: string,
  file = 'hl.yml',
  here: { readonly ssh?: SshLookup } = {},
): { site: Site | null; diagnostics: Diagnostic[] } {
  const { value, empty, report } = readYaml(text, file, siteReading, 'site file');
  for (const problem of (value && validate('site', withEmpty(value, empty))) ?? []) report.add(problem);
  const site = report.failed() ? null : resolve(value as unknown as SiteFile, report, here.ssh);
  return { site: report.failed() ? null : site, diagnostics: report.diagnostics() };
}

function resolve(input: SiteFile, report: Report, ssh?: SshLookup): SiteWithDefaults {
  const { hosts, jumps } = hostsOf(input, report, ssh);
  const defaults = input.defaults ?? {};
  const { ledger, discord } = input;
  if (ledger) checkHost(ledger.host, hosts, report.at('ledger', 'host'));
  else {
    const hint = 'Add ledger: { host: … } so that removals, rollbacks and retries know what was deployed.';
    report.warn('ledger', 'there is no ledger', hint);
  }
  return {
    domain: domain(input.domain, report),
    categories: input.categories ?? categories,
    services: folder(input.services ?? siteDefaults.services, report),
    hosts,
    ...(jumps && { jumps }),
    traefik: traefikOf(input.traefik, hosts, report),
    dns: dnsOf(input, report),
    authentik: authentikOf(input.authentik, report),
    glance: glanceOf(input.glance, hosts, report),
    discord: discord ? { channel: (discord === true ? undefined : discord.channel) ?? null } : null,
    notifications: notificationsOf(input.notifications, report),
    ledger: ledger
      ? { host: ledger.host, directory: directory(ledger.directory ?? '/var/lib/hl', report.at('ledger', 'directory')) }
      : null,
    brakes: { services: input.brakes?.services ?? siteDefaults.brakes.services, ratio: input.brakes?.ratio ?? siteDefaults.brakes.ratio },
    verify: {
      deadlineSeconds: input.verify?.deadline ?? siteDefaults.verify.deadlineSeconds,
      intervalSeconds: input.verify?.interval ?? siteDefaults.verify.intervalSeconds,
    },
    defaults: {
      installRoot: directory(defaults.install_root ?? builtIn.installRoot, report.at('defaults', 'install_root')),
      restartPolicy: defaults.restart_policy ?? builtIn.restartPolicy,
      pullPolicy: defaults.pull_policy ?? builtIn.pullPolicy,
      onFailure: defaults.on_failure ?? builtIn.onFailure,
    },
  };
}

function domain(text: string, report: Report): string {
  const name = asHostName(text.replace(/^\./, ''));
  if (name === null)
    report.at('domain').error('host-name', `${show(text)} is not a domain`, 'Write it without scheme and path, e.g. example.org.');
  return name ?? text;
}

function folder(text: string, report: Report): string {
  const plain = text.replace(/^\.\//, '').replace(/\/+$/, '');
  const hint = 'Write it relative to the root, e.g. services.';
  if (plain.startsWith('/') || !straight(plain))
    report.at('services').error('path', `${show(text)} is not a folder of the repository`, hint);
  return plain;
}
