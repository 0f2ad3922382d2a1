import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '@hl/lab/lab';
import type { Lab, LabOptions } from '@hl/lab/lab';
import { commitAll, gitIn, put, type Files } from '../../support/folder.js';
import { hlIn, type Said } from '../../support/hl.js';

export interface Homelab {
  readonly lab: Lab;
  readonly cwd: string;
  /** Calls the command as a person would, outside CI; `out` is what stands on standard output alone. */
  hl(...argv: string[]): Promise<Said>;
  /** Writes files (null: deletes), commits, and gives the commit. */
  commit(files: Files): string;
  artifact<T>(name: string): T;
  /** Where a path of a host lies on this machine. */
  path(host: string, path: string): string;
}

/** A lab and a repository for it. */
export async function homelab(options: LabOptions = {}): Promise<Homelab> {
  const lab = await startLab(options);
  const cwd = join(lab.directory, 'repository');
  const commit = (files: Files): string => {
    put(cwd, files);
    return commitAll(cwd);
  };
  mkdirSync(cwd, { recursive: true });
  gitIn(cwd)('init', '-q', '-b', 'main');
  commit({ 'hl.yml': lab.siteYml, '.gitignore': '.hl/\n' });
  return {
    lab,
    cwd,
    commit,
    hl: (...argv) => hlIn(cwd, argv, lab.env),
    artifact: <T>(name: string): T => JSON.parse(readFileSync(join(cwd, '.hl', name), 'utf8')) as T,
    path: (host, path) => join(lab.hosts[host]?.root ?? '', path),
  };
}

/** A small service file. */
export const serviceFile = (
  name: string,
  { host = 'docker-apps', port = 8087, image = 'ghcr.io/corentinth/it-tools:1', more = '' } = {},
): string => `service: { name: ${name}, display_name: ${name}, description: For a test, category: utility }
deployment: { target_host: ${host}, port: ${port}, container_port: 80, image: "${image}"${more} }
traefik: { enabled: true, subdomain: ${name} }
dns: { enabled: true, hostname: ${name} }
authentik: { enabled: true, method: forward_auth }
glance: { enabled: true, page: home, bookmark: { enabled: true, group: Utility } }
`;
