import type { Service, Site } from '@hl/core';
import { loadService, loadSite, type Diagnostic, type FileReader } from '@hl/schema';

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

const none: FileReader = () => null;

/** Files of a repository from texts. */
export const repository =
  (files: { readonly [path: string]: string | Uint8Array }): FileReader =>
  (path) => {
    const content = files[path];
    return content === undefined ? null : typeof content === 'string' ? new TextEncoder().encode(content) : content;
  };

export const load = (text: string, files = none, at = site()) => loadService(text, 'services/downloads/metube.yml', at, files);

/** The smallest service file, with more lines under `deployment` and at the end. */
export const minimal = (
  deployment = '',
  sections = '',
): string => `service: { name: metube, display_name: MeTube, description: Video downloader, category: downloads }
deployment:
  target_host: docker-media
  port: 8082
  image: ghcr.io/alexta69/metube:latest
${deployment
  .split('\n')
  .map((line) => (line === '' ? '' : `  ${line}\n`))
  .join('')}${sections}`;

/** The resolved service of a file without any diagnostics. */
export function good(text: string, files = none, at = site()): Service {
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
