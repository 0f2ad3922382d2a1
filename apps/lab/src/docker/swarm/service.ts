import { isRecord, sha256 } from '@hl/core';
import type { Json } from '@hl/core';
import { listOf } from '@hl/compose';
import type { JsonMap } from '@hl/compose';
import type { ComposeService } from '../compose/service.js';
import type { Container } from '../engine/container.js';

/** One try to run a service. */
export interface Task {
  readonly id: string;
  readonly slot: number;
  readonly container: Container | null;
  /** Why it was refused or ended; empty while it runs. */
  error: string;
  /** It was replaced or scaled away. */
  retired: boolean;
}

export interface SwarmService {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** What `docker service inspect` shows as `Spec`. */
  spec: JsonMap;
  definition: ComposeService;
  /** An update is or was under way. */
  updated: boolean;
  /** Newest first. */
  tasks: Task[];
}

export const digestOf = (value: Json): string => sha256(JSON.stringify(value));

const deployOf = ({ raw }: ComposeService): JsonMap => (isRecord(raw['deploy'] ?? null) ? (raw['deploy'] as JsonMap) : {});

export const placement = (definition: ComposeService): string[] => {
  const wanted = deployOf(definition)['placement'];
  return isRecord(wanted ?? null) ? listOf((wanted as JsonMap)['constraints']).map(String) : [];
};

/** What `docker service inspect` shows of a definition. */
export function specOf(namespace: string, name: string, definition: ComposeService, image: string, former: JsonMap | undefined): JsonMap {
  const { labels, restart_policy: restart, replicas } = deployOf(definition);
  const template = former?.['TaskTemplate'];
  return {
    Name: name,
    Labels: {
      'com.docker.stack.namespace': namespace,
      'com.docker.stack.image': definition.image,
      ...(isRecord(labels ?? null) ? (labels as JsonMap) : {}),
    },
    TaskTemplate: {
      ContainerSpec: {
        Image: image,
        Labels: definition.labels,
        Env: Object.entries(definition.environment).map(([key, value]) => `${key}=${value}`),
        Mounts: definition.mounts.map(({ source, target }) => `${source}:${target}`),
        Config: digestOf({ ...definition.raw, environment: null, deploy: null }),
      },
      RestartPolicy: { Condition: isRecord(restart ?? null) ? ((restart as JsonMap)['condition'] ?? 'any') : 'any' },
      Placement: { Constraints: placement(definition) },
      ForceUpdate: isRecord(template ?? null) ? ((template as JsonMap)['ForceUpdate'] ?? 0) : 0,
    },
    Mode: { Replicated: { Replicas: Number(replicas ?? 1) } },
    EndpointSpec: { Ports: definition.ports.map(({ host, container, protocol }) => `${host}:${container}/${protocol}`) },
  };
}

const at = (value: Json, ...path: string[]): Json | undefined =>
  path.reduce<Json | undefined>((found, key) => (isRecord(found ?? null) ? (found as JsonMap)[key] : undefined), value);

export const imageOf = ({ TaskTemplate: template = null }: JsonMap): string => String(at(template, 'ContainerSpec', 'Image') ?? '');
export const replicasOf = ({ spec }: SwarmService): number => Number(at(spec, 'Mode', 'Replicated', 'Replicas') ?? 1);
export const conditionOf = ({ spec }: SwarmService): string => String(at(spec, 'TaskTemplate', 'RestartPolicy', 'Condition') ?? 'any');

/** What a task is at and why, in the words of `docker service ps`. */
export function stateOf({ container, error, retired }: Task): { readonly state: string; readonly error: string } {
  if (retired) return { state: 'Shutdown', error };
  if (container === null) return { state: /no suitable node/.test(error) ? 'Pending' : 'Rejected', error };
  if (error !== '') return { state: 'Failed', error };
  if (container.state === 'running') {
    if (container.health === 'unhealthy') return { state: 'Failed', error: 'task: non-zero exit (137): dockerexec: unhealthy container' };
    return { state: container.health === 'starting' ? 'Starting' : 'Running', error: '' };
  }
  if (container.state === 'exited' && container.exitCode === 0) return { state: 'Complete', error: '' };
  return { state: 'Failed', error: `task: non-zero exit (${container.exitCode})` };
}

export function updateState({ updated, tasks }: SwarmService): string | null {
  if (!updated) return null;
  const states = tasks.filter(({ retired }) => !retired).map((task) => stateOf(task).state);
  if (states.some((state) => state === 'Failed' || state === 'Rejected')) return 'paused';
  return states.some((state) => state === 'Starting' || state === 'Pending') ? 'updating' : 'completed';
}
