import { parse } from 'yaml';
import { isMap } from '../file/merge.js';
import type { JsonMap } from '../file/merge.js';

/** A container as `docker ps` tells it. */
export interface Container {
  readonly id: string;
  readonly name: string;
  /** `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead`. */
  readonly state: string;
  /** `Up 2 minutes (healthy)`, `Exited (0) 3 seconds ago`. */
  readonly status: string;
  readonly image: string;
  readonly project: string;
  /** Compose service. */
  readonly service: string;
  readonly configHash: string;
  readonly imageId: string;
  readonly directory: string;
  readonly oneOff: boolean;
  /** Our label: the name of the service it belongs to, or empty. */
  readonly owner: string;
  /** Of a Swarm: what changes when a task is replaced. */
  readonly tasks?: string;
}

/** Parses the output of `docker.containers`. */
export const parseContainers = (lines: readonly string[]): Container[] =>
  lines
    .map((line) => line.split('\t'))
    .filter((fields) => fields.length >= 12)
    .map(
      ([
        id = '',
        name = '',
        state = '',
        status = '',
        image = '',
        project = '',
        service = '',
        configHash = '',
        imageId = '',
        directory = '',
        oneOff = '',
        owner = '',
      ]) => {
        return { id, name, state, status, image, project, service, configHash, imageId, directory, oneOff: oneOff === 'True', owner };
      },
    );

/** What a compose service's containers are expected to be. */
export interface Expected {
  readonly service: string;
  /** Without a restart policy, having ended with 0 is being done. */
  readonly oneShot: boolean;
}

/** The compose services that `up` starts. */
export function expected(composeText: string): Expected[] {
  const top: unknown = parse(composeText, { merge: true, logLevel: 'silent' });
  const services = isMap(top) && isMap(top['services']) ? top['services'] : {};
  return Object.entries(services)
    .filter(([, container]) => isMap(container) && starts(container))
    .map(([service, container]) => ({ service, oneShot: isMap(container) && mayEnd(container) }));
}

const starts = ({ profiles, scale, deploy }: JsonMap): boolean =>
  !(Array.isArray(profiles) && profiles.length > 0) && scale !== 0 && !(isMap(deploy) && deploy['replicas'] === 0);

function mayEnd({ restart, deploy }: JsonMap): boolean {
  const policy = isMap(deploy) && isMap(deploy['restart_policy']) ? deploy['restart_policy']['condition'] : undefined;
  const word = String(restart ?? policy ?? 'no');
  return /^(no|none|false|on-failure)/.test(word);
}

export type Condition = 'good' | 'waiting' | 'bad';

/** `bad` does not mend by waiting; `waiting` may still become good. */
export function conditionOf({ state, status }: Container, oneShot: boolean): Condition {
  if (state === 'running') return /\(unhealthy\)/.test(status) ? 'bad' : /\(health: starting\)/.test(status) ? 'waiting' : 'good';
  if (state === 'exited') return oneShot && /^Exited \(0\)/.test(status) ? 'good' : 'bad';
  return state === 'created' || state === 'restarting' ? 'waiting' : 'bad';
}

/** Whether a container is up, whatever its health: what is unhealthy is for `verify` to tell, not for another deployment to mend. */
export const isUp = ({ state, status }: Container, oneShot: boolean): boolean =>
  state === 'running' || (state === 'exited' && oneShot && /^Exited \(0\)/.test(status));
