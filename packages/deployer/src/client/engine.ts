import { containerColumns, parseContainers, type Container } from './containers.js';
import { scripts } from './scripts.js';
import { parseServices, serviceColumns } from './swarm-services.js';

/** How docker is spoken to on a host. */
export interface Engine {
  /** Shell that defines the functions of `scripts/docker.sh`. */
  readonly script: string;
  /** Variable `columns` of the script, and the parser of what its function `list` prints. */
  readonly columns: string;
  readonly parse: (lines: readonly string[]) => Container[];
  /** Columns of `docker ps`, where what is listed does not tell who holds a port; or empty. */
  readonly published: string;
  readonly upName: string;
  readonly downName: string;
  /** Between project, service and number in the name of a container. */
  readonly separator: '-' | '_';
  /** Whether `up` itself reads the whole file and fetches what is missing before it makes anything. */
  readonly readsFirst: boolean;
  /** Whether a former image is brought back by tagging it anew; a Swarm uses the digest. */
  readonly tags: boolean;
}

export type EngineKind = 'docker' | 'swarm';

export const engines: Readonly<Record<EngineKind, Engine>> = {
  docker: {
    script: scripts.docker,
    columns: containerColumns,
    parse: parseContainers,
    published: '',
    upName: 'docker compose up',
    downName: 'docker compose down',
    separator: '-',
    readsFirst: true,
    tags: true,
  },
  swarm: {
    script: scripts.swarm,
    columns: serviceColumns,
    parse: parseServices,
    published: containerColumns,
    upName: 'docker stack deploy',
    downName: 'docker stack rm',
    separator: '_',
    readsFirst: false,
    tags: false,
  },
};
