import type { Service, Site } from '@hl/core';
import { loadService, loadSite, type Diagnostic } from '@hl/schema';
import { noFiles } from './context.js';

export { minimal, repository } from './context.js';

export const siteText = `domain: example.org
hosts:
  docker-media: 192.0.2.11
  docker-apps: { address: apps.lan, user: deploy, sudo: true }
  proxy: 192.0.2.20
  dashboard: 192.0.2.21
ssh: { key_file: ~/.ssh/id_ed25519 }
traefik: { host: proxy, api: http://192.0.2.20:8080 }
pihole: { url: http://192.0.2.53 }
authentik: { url: http://192.0.2.30:9000 }
glance: { host: dashboard }
discord: true
ledger: { host: proxy }
`;

export function site(more = ''): Site {
  const { site: loaded, diagnostics } = loadSite(siteText + more);
  if (!loaded) throw new Error(shown(diagnostics).join('\n'));
  return loaded;
}

export const load = (text: string, files = noFiles, at = site()) => loadService(text, 'services/downloads/metube.yml', at, files);

/** The resolved service of a file without any diagnostics. */
export function good(text: string, files = noFiles, at = site()): Service {
  const { service, diagnostics } = load(text, files, at);
  if (!service || diagnostics.length > 0) throw new Error(`not good:\n${shown(diagnostics).join('\n')}`);
  return service;
}

/** `line:column pointer message` of each. */
export const shown = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics.map(
    ({ severity, line, column, pointer, message }) => `${severity === 'warning' ? 'warning ' : ''}${line}:${column} ${pointer} ${message}`,
  );

/** Milliseconds of processor time that `work` takes: other programs on the machine do not count. */
export function cost(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
