import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLab } from '@hl/lab/lab';
import type { Lab } from '@hl/lab/lab';
import { commitAll, gitIn, put, type Files } from '../../support/folder.js';
import { hlIn, type Said } from '../../support/hl.js';

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
  commit(files: Files): NodeJS.ProcessEnv;
  hl(command: string, env: NodeJS.ProcessEnv): Promise<Said>;
  /** Every stage; returns what they printed, and throws when one does not end well. */
  all(env: NodeJS.ProcessEnv): Promise<string>;
  /** What has to stand before a test begins: by one `hl run`, a third of the cost. */
  stand(files: Files): Promise<void>;
  artifact<T>(name: string): T;
  close(): Promise<void>;
}

/** @param site text of hl.yml for that lab, by default the lab's own */
export async function startPipelines(site: (lab: Lab) => string = ({ siteYml }) => siteYml): Promise<Pipelines> {
  const lab = await startLab();
  const repository = join(lab.directory, 'repository');
  mkdirSync(repository, { recursive: true });
  let count = 0;
  put(repository, { 'hl.yml': site(lab), '.gitignore': '.hl/\n' });
  gitIn(repository)('init', '-q', '-b', 'main');
  let last = commitAll(repository);

  const hl: Pipelines['hl'] = (command, env) => hlIn(repository, command.split(' '), env);

  const commit: Pipelines['commit'] = (files) => {
    const before = last;
    put(repository, files);
    last = commitAll(repository);
    count += 1;
    return {
      ...lab.env,
      EXAMPLE_API_KEY: secret,
      CI: 'true',
      CI_PIPELINE_SOURCE: 'push',
      CI_COMMIT_BEFORE_SHA: before,
      CI_COMMIT_SHA: last,
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
