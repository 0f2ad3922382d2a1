import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { HlError, quote } from '@hl/core';
import { startLab } from '../lab.js';
import { git, samples } from './samples.js';

export interface LabOptions {
  /** The command line that is hl, as a person would type it. */
  readonly hl: string;
  readonly print: (text: string) => void;
  /** Where the lab and its repository live; default: a new temporary folder. */
  readonly directory?: string;
  /** docker-media is the real Docker engine of this machine. */
  readonly docker?: boolean;
}

/** Starts the embedded homelab and a repository for it, and stays until interrupted. */
export async function lab({ hl, print, directory: given, docker = false }: LabOptions): Promise<{ code: number }> {
  const directory = given === undefined ? null : emptyOrLab(resolve(given));
  const started = await startLab({
    ...(directory === null ? {} : { directory }),
    ...(docker ? { docker: dockerVariables() } : {}),
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
  const variables = {
    ...started.env,
    VAULTWARDEN_ADMIN_TOKEN: 'a-secret-of-the-lab',
    PAPERLESS_DB_PASSWORD: 'another-secret-of-the-lab',
    // For a person with curl: no resolver of this machine knows the lab's names.
    LAB_PROXY: `${started.traefik.address}:${started.traefik.httpsPort}`,
    LAB_GLANCE: `${started.glance.url}/home`,
  };
  const exports = Object.entries(variables).map(([name, value]) => `export ${name}=${quote([value])}`);
  writeFileSync(join(started.directory, 'env.sh'), `${exports.join('\n')}\n`);
  const sshConfig = join(started.directory, 'ssh_config');
  const aliases = Object.values(started.hosts).map(
    ({ name, address, ssh }) => `Host ${name}\n  HostName ${address}\n  Port ${ssh.port}\n  User root\n`,
  );
  writeFileSync(sshConfig, aliases.join(''));
  const hosts = Object.keys(started.hosts)
    .map((name) => `--host ${name}`)
    .join(' ');
  print(
    [
      'The lab is up (Ctrl+C ends it).',
      `  repository  ${repository}`,
      `  variables   . ${join(started.directory, 'env.sh')}`,
      `  Traefik     https://${started.traefik.address}:${started.traefik.httpsPort}  API ${started.traefik.api}`,
      `  Pi-hole     ${started.pihole.url}  DNS ${started.pihole.dns.address}:${started.pihole.dns.port}`,
      `  Authentik   ${started.authentik.url}`,
      `  Glance      ${started.glance.url}/home`,
      ...Object.values(started.hosts).map(({ name, ssh, address }) => `  ${name.padEnd(12)} ssh -p ${ssh.port} root@${address}`),
      '',
      'In another terminal, in this folder:',
      `  . ${join(started.directory, 'env.sh')} && ${hl} run --cwd ${repository}`,
      '',
      'Or from nothing, in an empty folder:',
      `  . ${join(started.directory, 'env.sh')} && SSH_CONFIG_FILE=${sshConfig} ${hl} init --domain ${started.domain} ${hosts}`,
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

/** A lab is made in a folder of its own, or started again in the one it had. */
function emptyOrLab(directory: string): string {
  const there = statSync(directory, { throwIfNoEntry: false });
  const names = there?.isDirectory() ? readdirSync(directory) : [];
  if (there === undefined || (there.isDirectory() && (names.length === 0 || names.includes('hosts')))) return directory;
  throw new HlError('HL_LAB_FOLDER', `${directory} is neither empty nor a lab`, { kind: 'input', hint: 'Give --dir a new folder.' });
}

/** What `docker` on this machine needs to find its engine and its plugins. */
const dockerVariables = (): Record<string, string> => {
  const { PATH = '/usr/bin:/bin', HOME = '/root', DOCKER_HOST, DOCKER_CONFIG = `${HOME}/.docker` } = process.env;
  return { PATH, DOCKER_CONFIG, ...(DOCKER_HOST === undefined ? {} : { DOCKER_HOST }) };
};
