import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hostShell } from '@hl/lab';
import { dockerHost } from '@hl/lab/docker';
import type { DockerHost, DockerHostOptions } from '@hl/lab/docker';

export interface Bench {
  /** The host's own root, on this machine. */
  readonly root: string;
  readonly docker: DockerHost;
  run(command: string): Promise<{ code: number; stdout: string; stderr: string }>;
  /** Writes a compose file where the shell finds it as /opt/app/compose.yml. */
  compose(text: string): void;
}

/** An emulated Docker host and its shell, with an empty /opt/app. */
export async function bench(options: Omit<DockerHostOptions, 'root'>): Promise<Bench> {
  const root = mkdtempSync(join(tmpdir(), 'hl-lab-docker-'));
  const docker = await dockerHost({ root, healthMs: 5, ...options });
  const shell = hostShell({ root, env: docker.env });
  mkdirSync(join(root, 'opt/app'), { recursive: true });
  return {
    root,
    docker,
    async run(command) {
      const { code, stdout, stderr } = await shell.run(command);
      return { code, stdout: Buffer.from(stdout).toString(), stderr: Buffer.from(stderr).toString() };
    },
    compose: (text) => writeFileSync(join(root, 'opt/app/compose.yml'), text),
  };
}
