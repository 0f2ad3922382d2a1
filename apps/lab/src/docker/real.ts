import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { HlError } from '@hl/core';
import type { Container } from './engine/container.js';
import type { DockerHost, DockerState } from './index.js';

/** What the lab needs of a host's Docker, emulated or real. */
export type LabDocker = Pick<DockerHost, 'env' | 'register' | 'close' | typeof Symbol.asyncDispose> & {
  containers(): readonly Pick<Container, 'id' | 'name' | 'image' | 'state' | 'environment'>[];
  state(): DockerState;
};

/**
 * This machine's own engine, behind an emulated host: what the lab deploys there really runs. Its containers are the
 * engine's, so the lab neither lists nor cleans them; bind mounts are made where the service file says.
 *
 * @param env variables that `docker` needs: PATH, and DOCKER_HOST or DOCKER_CONFIG where they are not the usual ones
 * @throws HlError HL_LAB_DOCKER when there is no engine or no compose v2
 */
export async function realDocker(env: Record<string, string>): Promise<LabDocker> {
  for (const args of [['info'], ['compose', 'version']]) {
    await promisify(execFile)('docker', args, { env }).catch((cause: Error) => {
      throw new HlError('HL_LAB_DOCKER', `docker ${args.join(' ')} fails on this machine`, {
        kind: 'refused',
        hint: 'Start a Docker engine with compose v2, or run hl lab without --docker.',
        cause,
      });
    });
  }
  const none = (): never[] => [];
  return {
    env,
    register: () => {},
    containers: none,
    state: () => ({ containers: [], networks: [], volumes: [] }),
    close: async () => {},
    [Symbol.asyncDispose]: async () => {},
  };
}
