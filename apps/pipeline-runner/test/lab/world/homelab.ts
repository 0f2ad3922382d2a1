import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '@hl/lab/lab';
import type { Lab, LabOptions } from '@hl/lab/lab';
import { main } from '../../../src/main.js';

export interface Homelab {
  readonly lab: Lab;
  readonly cwd: string;
  /** Calls the command as a person would, outside CI; `out` is what stands on standard output alone. */
  hl(...argv: string[]): Promise<{ code: number; text: string; out: string }>;
  /** Writes files (null: deletes), commits, and gives the commit. */
  commit(files: Record<string, string | null>): string;
  artifact<T>(name: string): T;
  /** Where a path of a host lies on this machine. */
  path(host: string, path: string): string;
}

/** A lab and a repository for it. */
export async function homelab(options: LabOptions = {}): Promise<Homelab> {
  const lab = await startLab(options);
  const cwd = join(lab.directory, 'repository');
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] })
      .toString()
      .trim();
  const commit: Homelab['commit'] = (files) => {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(cwd, file, '..'), { recursive: true });
      if (text === null) rmSync(join(cwd, file));
      else writeFileSync(join(cwd, file), text);
    }
    git('add', '-A');
    git('commit', '-q', '-m', 'change');
    return git('rev-parse', 'HEAD');
  };
  mkdirSync(cwd, { recursive: true });
  git('init', '-q', '-b', 'main');
  commit({ 'hl.yml': lab.siteYml, '.gitignore': '.hl/\n' });
  return {
    lab,
    cwd,
    commit,
    async hl(...argv) {
      const [text, out]: [string[], string[]] = [[], []];
      const stderr = (line: string): void => void text.push(line);
      const stdout = (line: string): void => void (text.push(line), out.push(line));
      const code = await main([...argv, '--cwd', cwd], { env: lab.env, stdout, stderr, color: false });
      return { code, text: text.join(''), out: out.join('') };
    },
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
