import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Remote, ServiceFileCopy } from '@hl/core';
import { Faults, faultyRemote } from '@hl/core/testing';
import { compose } from '@hl/deployer';
import type { ComposeOptions } from '@hl/deployer';
import { hostShell, loopback, shellRemote } from '@hl/lab';
import type { Shell } from '@hl/lab';
import { dockerHost } from '@hl/lab/docker';
import type { DockerHost, ImageRules } from '@hl/lab/docker';

export interface TestHost {
  readonly docker: DockerHost;
  readonly shell: Shell;
  readonly remote: Remote;
  readonly faults: Faults;
  readonly address: string;
  /** It is a Swarm. */
  readonly swarm: boolean;
  /** Content by sha256. */
  readonly repository: Map<string, string>;
  readonly integration: (over?: Partial<ComposeOptions>) => ReturnType<typeof compose>;
  /** A file of the repository as a service names it. */
  readonly copy: (destination: string, content: string, mode?: number) => ServiceFileCopy;
  close(): Promise<void>;
}

/** An emulated machine with docker, and integrations for it that need no waiting. */
export async function testHost({
  images = {},
  name = 'docker-media',
  swarm = false,
}: { images?: ImageRules; name?: string; swarm?: boolean } = {}): Promise<TestHost> {
  const root = mkdtempSync(join(tmpdir(), 'hl-host-'));
  const address = loopback()(11);
  const docker = await dockerHost({ root, address, images, healthMs: 5, swarm });
  const shell = hostShell({ root, env: docker.env });
  const faults = new Faults();
  const remote = faultyRemote(shellRemote(shell, name), faults);
  const repository = new Map<string, string>();
  const content = async ({ source, sha256 }: ServiceFileCopy): Promise<Uint8Array> => {
    const text = repository.get(sha256);
    if (text === undefined) throw new Error(`no ${source} in the repository`);
    return Buffer.from(text);
  };
  return {
    docker,
    shell,
    remote,
    faults,
    address,
    swarm,
    repository,
    integration: (over) =>
      compose({
        host: name,
        ...(swarm ? { kind: 'swarm' as const } : {}),
        remote,
        content,
        secrets: {},
        settle: { stableMs: 0, intervalMs: 1, restartingMs: 20, deadlineMs: 500 },
        ...over,
      }),
    copy(destination, text, mode = 0o644) {
      const source = `services/files/${destination}`;
      const sha256 = createHash('sha256').update(text).digest('hex');
      repository.set(sha256, text);
      return { source, destination, mode, sha256, size: Buffer.byteLength(text) };
    },
    async close() {
      await docker.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
