import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '@hl/core';
import type { Json } from '@hl/core';
import { listOf } from '@hl/compose';
import type { ComposeProject } from '../compose/file.js';
import type { ComposeService } from '../compose/service.js';
import type { Engine } from '../engine/engine.js';
import { DaemonError } from '../engine/engine.js';
import { conditionOf, digestOf, imageOf, placement, replicasOf, specOf } from './service.js';
import type { SwarmService, Task } from './service.js';

/** The services of a Swarm with one node, on the containers of an engine. Tasks that ended leave no container behind. */
export interface Swarm {
  readonly node: string;
  readonly services: Map<string, SwarmService>;
  deploy(project: ComposeProject, prune: boolean): Promise<string[]>;
  /** Tasks anew, whether the service changed or not. */
  start(service: SwarmService): Promise<void>;
  remove(service: SwarmService): Promise<void>;
}

const identifier = (): string => randomBytes(16).toString('hex').slice(0, 25);

export function swarm(engine: Engine, root: string): Swarm {
  const services = new Map<string, SwarmService>();
  /** Image IDs by digest. */
  const images = new Map<string, string>();
  const node = identifier();

  /** `name:tag@digest`, as the registry says now; as it is when it is pinned or the registry does not have it. */
  const resolve = (reference: string): string => {
    if (reference.includes('@') || engine.images.rule(reference).missing) return reference;
    const digest = engine.images.digest(reference);
    images.set(digest, engine.images.remote(reference));
    return `${reference}@${digest}`;
  };

  const run = async (service: SwarmService, slot: number): Promise<Task> => {
    const id = identifier();
    const { definition, namespace, name, spec } = service;
    const refused = (error: string): Task => ({ id, slot, container: null, error, retired: false });
    const constraint = placement(definition).find((each) => each.startsWith('node.id'));
    if (constraint !== undefined && constraint !== `node.id == ${node}`)
      return refused('no suitable node (scheduling constraints not satisfied on 1 node)');
    const absent = definition.mounts.find(({ type, source }) => type === 'bind' && !existsSync(join(root, source)));
    if (absent) return refused(`invalid mount config for type "bind": bind source path does not exist: ${absent.source}`);
    const [reference = '', digest = ''] = imageOf(spec).split('@');
    const imageId = images.get(digest) ?? engine.images.local(reference);
    if (imageId === null) return refused(`No such image: ${reference}`);
    if (engine.images.local(reference) === null) engine.images.pull(reference);
    const words = (value: Json | undefined): string => listOf(value).map(String).join(' ');
    const container = engine.create({
      name: `${name}.${slot}.${id}`,
      image: reference,
      imageId,
      command:
        [words(definition.raw['entrypoint']), words(definition.raw['command'])].filter((part) => part !== '').join(' ') || '/entrypoint',
      environment: definition.environment,
      ports: slot === 1 ? definition.ports : [],
      mounts: definition.mounts,
      networks: listOf(definition.raw['networks']).length > 0 ? listOf(definition.raw['networks']).map(String) : [`${namespace}_default`],
      restart: conditionOf(service) === 'any' ? 'always' : 'no',
      healthcheck: isRecord(definition.raw['healthcheck'] ?? null),
      labels: {
        ...definition.labels,
        'com.docker.stack.namespace': namespace,
        'com.docker.swarm.service.name': name,
        'com.docker.swarm.task.id': id,
      },
    });
    const task: Task = { id, slot, container, error: '', retired: false };
    await engine
      .start(container)
      .catch((error: unknown) => (task.error = `starting container failed: ${error instanceof Error ? error.message : ''}`));
    return task;
  };

  const retire = async (service: SwarmService): Promise<void> => {
    for (const task of service.tasks.filter(({ retired }) => !retired)) {
      task.retired = true;
      if (task.container) {
        if (task.container.state === 'running') await engine.stop(task.container);
        await engine.remove(task.container);
      }
    }
    service.tasks = service.tasks.slice(0, 4);
  };

  const start = async (service: SwarmService): Promise<void> => {
    await retire(service);
    for (let slot = 1; slot <= replicasOf(service); slot += 1) service.tasks.unshift(await run(service, slot));
  };

  const remove = async (service: SwarmService): Promise<void> => {
    await retire(service);
    services.delete(service.name);
  };

  const put = async (project: ComposeProject, definition: ComposeService): Promise<string> => {
    const name = `${project.name}_${definition.name}`;
    const known = services.get(name);
    for (const port of definition.ports) {
      const holder = [...services.values()].find(
        (other) =>
          other.name !== name &&
          other.definition.ports.some(({ host, protocol }) => host > 0 && host === port.host && protocol === port.protocol),
      );
      if (holder)
        throw new DaemonError(
          `failed to ${known ? 'update' : 'create'} service ${name}: Error response from daemon: rpc error: code = InvalidArgument desc = port '${port.host}' is already in use by service '${holder.name}' (${holder.id}) as an ingress port`,
        );
    }
    const spec = specOf(project.name, name, definition, resolve(definition.image), known?.spec);
    if (!known) {
      const service: SwarmService = { id: identifier(), name, namespace: project.name, spec, definition, updated: false, tasks: [] };
      services.set(name, service);
      await start(service);
      return `Creating service ${name}`;
    }
    const same = digestOf(known.spec) === digestOf(spec);
    Object.assign(known, { spec, definition });
    known.updated = !same;
    if (!same) await start(known);
    return `Updating service ${name} (id: ${known.id})`;
  };

  return {
    node,
    services,
    start,
    remove,
    async deploy(project, prune) {
      const lines: string[] = [];
      for (const { name, external, key } of project.networks) {
        if (engine.networks.has(name)) continue;
        if (external)
          throw new DaemonError(
            `network ${JSON.stringify(key)} is declared as external, but could not be found. You need to create a swarm-scoped network before the stack is deployed`,
          );
        engine.networks.set(name, { labels: { 'com.docker.stack.namespace': project.name } });
        lines.push(`Creating network ${name}`);
      }
      for (const { name, external } of project.volumes)
        if (!external && !engine.volumes.has(name)) engine.volumes.set(name, { labels: { 'com.docker.stack.namespace': project.name } });
      const wanted = new Set(project.services.map(({ name }) => `${project.name}_${name}`));
      const extra = [...services.values()].filter(({ namespace, name }) => namespace === project.name && !wanted.has(name));
      if (prune) for (const service of extra) await remove(service);
      for (const definition of project.services) lines.push(await put(project, definition));
      return lines;
    },
  };
}
