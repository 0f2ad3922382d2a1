import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { startLab } from '@hl/lab/lab';
import { quote } from '@hl/core';
import type { CommandOptions } from './table.js';
import { git, samples } from './samples.js';

/** Starts the embedded homelab and a repository for it, and stays until interrupted. */
export async function lab({ dir, docker }: CommandOptions): Promise<{ code: number }> {
  const started = await startLab({
    ...(typeof dir === 'string' ? { directory: resolve(dir) } : {}),
    ...(docker === true ? { docker: dockerVariables() } : {}),
  });
  const repository = join(started.directory, 'repository');
  mkdirSync(repository, { recursive: true });
  writeFileSync(join(repository, 'hl.yml'), started.siteYml);
  writeFileSync(join(repository, '.gitignore'), '.hl/\n');
  for (const [path, text] of Object.entries(samples)) {
    mkdirSync(join(repository, path, '..'), { recursive: true });
    writeFileSync(join(repository, path), text);
  }
  git(repository, 'init', '-q', '-b', 'main');
  git(repository, 'add', '-A');
  git(repository, 'commit', '-q', '-m', 'feat: my homelab');
  const variables = { ...started.env, VAULTWARDEN_ADMIN_TOKEN: 'a-secret-of-the-lab', PAPERLESS_DB_PASSWORD: 'another-secret-of-the-lab' };
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${quote([value])}`);
  writeFileSync(join(started.directory, 'env.sh'), `${exports.join('\n')}\n`);
  process.stdout.write(
    [
      'The lab is up (Ctrl+C ends it).',
      `  repository  ${repository}`,
      `  variables   . ${join(started.directory, 'env.sh')}`,
      `  Traefik     https://127.x:${started.traefik.httpsPort}  API ${started.traefik.api}`,
      `  Pi-hole     ${started.pihole.url}  DNS ${started.pihole.dns.address}:${started.pihole.dns.port}`,
      `  Authentik   ${started.authentik.url}`,
      `  Glance      ${started.glance.url}/home`,
      ...Object.values(started.hosts).map(({ name, ssh, address }) => `  ${name.padEnd(11)} ssh -p ${ssh.port} root@${address}`),
      '',
      'In another terminal:',
      `  . ${join(started.directory, 'env.sh')} && npx hl run --cwd ${repository}`,
      '',
    ].join('\n'),
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  await started.close();
  return { code: 0 };
}

/** What `docker` on this machine needs to find its engine and its plugins. */
const dockerVariables = (): Record<string, string> => {
  const { PATH = '/usr/bin:/bin', HOME = '/root', DOCKER_HOST, DOCKER_CONFIG = `${HOME}/.docker` } = process.env;
  return { PATH, DOCKER_CONFIG, ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }) };
};
