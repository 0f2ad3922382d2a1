import { join } from 'node:path';
import { commitAll, folder, gitIn, put } from '../support/folder.js';

export const siteYml = `domain: lab.example
categories: [media]
hosts: { one: 127.0.0.11, two: 127.0.0.12, three: 127.0.0.13 }
traefik: { host: three, directory: /etc/traefik/dynamic, addresses: [127.0.0.13] }
pihole: { url: "http://127.0.0.14" }
authentik: { url: "http://127.0.0.15" }
glance: { host: three, config: /opt/glance/glance.yml }
ledger: { host: three }
`;

/** A service file; what is not said is the same in every commit. */
export const file = (
  name: string,
  { host = 'one', port = 8001, image = '1', subdomain = name, sso = false, tile = true, dns = true, page = '' } = {},
): string => `service: { name: ${name}, display_name: ${name}, description: For a test, category: media }
deployment: { target_host: ${host}, port: ${port}, container_port: 80, image: "example/${name}:${image}" }
traefik: { subdomain: ${subdomain} }
${dns ? `dns: { hostname: ${subdomain} }\n` : ''}${sso ? 'authentik: { method: forward_auth }\n' : ''}${tile ? 'glance: { bookmark: { group: Media } }\n' : ''}${page && `pages: { ${page}: { backend: "http://192.0.2.77:80", traefik: {}, dns: {}, authentik: {}, glance: {} } }\n`}`;

/** Of a container that lives in the network of another service's. */
export const guest = (
  name: string,
  of: string,
): string => `service: { name: ${name}, display_name: ${name}, description: For a test, category: media }
deployment: { target_host: one, image: "example/${name}:1", network_mode: "container:${of}" }
`;

/** What a commit changes: text by service, null deletes. */
export type Edit = Readonly<Record<string, string | null>>;

export interface Commit {
  readonly sha: string;
  /** A checkout of its own. */
  readonly cwd: string;
}

/** A repository with one commit for each edit, the first on top of a site without services, and a checkout of each. */
export function history(edits: readonly Edit[]): readonly Commit[] {
  const root = folder({ 'repository/hl.yml': siteYml });
  const cwd = join(root, 'repository');
  gitIn(cwd)('init', '-q', '-b', 'main');
  return edits.map((edit, index) => commitEdit(cwd, join(cwd, 'services/media'), edit, join(root, String(index))));
}

/** What a commit changes in the service files of a folder, and its checkout. */
export function commitEdit(cwd: string, services: string, edit: Edit, checkout: string): Commit {
  put(services, Object.fromEntries(Object.entries(edit).map(([name, text]) => [`${name}.yml`, text])));
  const sha = commitAll(cwd);
  gitIn(cwd)('worktree', 'add', '-q', '--detach', checkout);
  return { sha, cwd: checkout };
}
