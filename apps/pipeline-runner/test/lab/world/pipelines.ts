import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '@hl/lab/lab';
import type { Lab } from '@hl/lab/lab';
import { main } from '../../../src/main.js';

/** Each stage as CI calls it: its own call of the command, JSON files in between. */
export const stages = [
  'detect',
  'validate',
  'plan',
  'deploy',
  'remove',
  'traefik',
  'dns',
  'authentik',
  'glance',
  'verify',
  'notify success',
];

/** The shape in use. */
export const metube = `service: { name: metube, display_name: MeTube, description: Video downloader, category: downloads, icon: "si:youtube", version: latest }
deployment:
  target_host: docker-media
  port: 8082
  container_port: 8081
  image: ghcr.io/alexta69/metube:latest
  volumes: [{ host: /opt/metube/downloads, container: /downloads }]
  environment: { TZ: America/New_York }
  secrets: [{ name: API_KEY, source: EXAMPLE_API_KEY }]
  healthcheck: { enabled: true, endpoint: /, port: 8082, interval: 30, timeout: 10, retries: 3, expected_status: [200] }
traefik: { enabled: true, subdomain: metube, entrypoints: [websecure], tls: { enabled: true, cert_resolver: letsencrypt }, middlewares: [], headers: { frame_deny: true } }
dns: { enabled: true, hostname: metube }
authentik: { enabled: true, method: forward_auth, authorization_flow: default-provider-authorization-implicit-consent }
glance: { enabled: true, page: home, bookmark: { enabled: true, group: Downloads, description: Videos }, monitor: { enabled: true, widget: Media Services, health_endpoint: / } }
`;
/** Where it lies. */
export const path = 'services/downloads/metube.yml';
/** Value of its secret. */
export const secret = '$ecret "with" \'quotes\'';

/** A lab, a repository with its hl.yml, and the pipelines of its commits. */
export interface Pipelines {
  readonly lab: Lab;
  readonly repository: string;
  /** Writes (or, for null, deletes) files and commits them; returns the variables of the commit's pipeline. */
  commit(files: Record<string, string | null>): NodeJS.ProcessEnv;
  hl(command: string, env: NodeJS.ProcessEnv): Promise<{ code: number; text: string }>;
  /** Every stage; returns what they printed, and throws when one does not end well. */
  all(env: NodeJS.ProcessEnv): Promise<string>;
  /** What has to stand before a test begins: by one `hl run`, a third of the cost. */
  stand(files: Record<string, string | null>): Promise<void>;
  artifact<T>(name: string): T;
  close(): Promise<void>;
}

/** @param site text of hl.yml for that lab, by default the lab's own */
export async function startPipelines(site: (lab: Lab) => string = ({ siteYml }) => siteYml): Promise<Pipelines> {
  const lab = await startLab();
  const repository = join(lab.directory, 'repository');
  mkdirSync(repository, { recursive: true });
  let count = 0;
  const git = (...args: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
      .toString()
      .trim();
  const save = (): void => void (git('add', '-A'), git('commit', '-q', '-m', 'change'));
  writeFileSync(join(repository, 'hl.yml'), site(lab));
  writeFileSync(join(repository, '.gitignore'), '.hl/\n');
  git('init', '-q', '-b', 'main');
  save();

  const hl: Pipelines['hl'] = async (command, env) => {
    const text: string[] = [];
    const sink = (line: string): void => void text.push(line);
    const code = await main([...command.split(' '), '--cwd', repository], { env, stdout: sink, stderr: sink, color: false });
    return { code, text: text.join('') };
  };

  const commit: Pipelines['commit'] = (files) => {
    const before = git('rev-parse', 'HEAD');
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(repository, file, '..'), { recursive: true });
      if (text === null) rmSync(join(repository, file));
      else writeFileSync(join(repository, file), text);
    }
    save();
    count += 1;
    return {
      ...lab.env,
      EXAMPLE_API_KEY: secret,
      CI: 'true',
      CI_PIPELINE_SOURCE: 'push',
      CI_COMMIT_BEFORE_SHA: before,
      CI_COMMIT_SHA: git('rev-parse', 'HEAD'),
      CI_PIPELINE_ID: String(count),
    };
  };

  return {
    lab,
    repository,
    hl,
    commit,
    async all(env) {
      const printed: string[] = [];
      for (const stage of stages) {
        const { code, text } = await hl(stage, env);
        printed.push(text);
        if (code !== 0) throw new Error(`hl ${stage} ended with ${code}:\n${text}`);
      }
      return printed.join('');
    },
    async stand(files) {
      const { code, text } = await hl('run', commit(files));
      if (code !== 0) throw new Error(`hl run ended with ${code}:\n${text}`);
    },
    artifact: <T>(name: string) => JSON.parse(readFileSync(join(repository, '.hl', name), 'utf8')) as T,
    close: () => lab.close(),
  };
}
