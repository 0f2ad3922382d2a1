import { namesIn } from '@hl/compose';
import { isRecord, sha256 } from '@hl/core';
import type { Container } from '../engine/container.js';
import { project as projectOf, service as serviceOf } from '../engine/container.js';
import { current, inOrder, waitFor } from './dependencies.js';
import { ComposeError } from './error.js';
import type { ComposeProject } from './file.js';
import { networkService } from './service.js';
import type { ComposeService } from './service.js';
import type { Caller, Output } from '../cli/output.js';
import { ok } from '../cli/output.js';
import type { Engine } from '../engine/engine.js';
import { DaemonError } from '../engine/engine.js';
import { unknownImage } from '../engine/images.js';
import type { Flags } from '../cli/flags.js';

/** `up`; `dry`: nothing is done, what would be is said. */
export async function composeUp(engine: Engine, caller: Caller, project: ComposeProject, options: Flags, dry: boolean): Promise<Output> {
  const lines: string[] = [];
  if (dry) {
    const said = inOrder(project.services).flatMap((service) => {
      const { old, same } = standing(engine, project, service);
      return `Container ${old?.name ?? nameOf(project, service)}  ${same ? 'Running' : old ? 'Recreate' : 'Creating'}`;
    });
    return ok('', said.map((line) => ` DRY-RUN MODE -  ${line} \n`).join(''));
  }
  try {
    makeNetworks(engine, project, lines);
    makeVolumes(engine, project, lines);
    const known = new Set(project.services.map(({ name }) => name));
    const orphans = [...engine.containers.values()].filter(
      (container) => projectOf(container) === project.name && !known.has(serviceOf(container)),
    );
    if (options.has('--remove-orphans')) for (const container of orphans) lines.push(...(await takeDown(engine, container)));
    else if (orphans.length > 0)
      lines.push(
        `time="${new Date().toISOString()}" level=warning msg="Found orphan containers (${orphans.map(({ name }) => name).join(' ')}) for this project."`,
      );
    const wanted = options.words.length === 0 ? project.services : project.services.filter(({ name }) => options.words.includes(name));
    const ordered = inOrder(wanted);
    for (const service of ordered) await create(engine, caller, project, service, options, lines);
    for (const service of ordered) await start(engine, project, service, lines);
    return ok('', lines.map((line) => ` ${line}\n`).join(''));
  } catch (error) {
    if (error instanceof ComposeError) throw new ComposeError([...lines.map((line) => ` ${line}`), error.message].join('\n'), error.code);
    if (error instanceof DaemonError)
      throw new ComposeError([...lines.map((line) => ` ${line}`), `Error response from daemon: ${error.message}`].join('\n'), 1);
    throw error;
  }
}

function makeNetworks(engine: Engine, { name, networks }: ComposeProject, lines: string[]): void {
  for (const network of networks) {
    if (engine.networks.has(network.name)) continue;
    if (network.external) throw new ComposeError(`network ${network.name} declared as external, but could not be found`, 1);
    engine.networks.set(network.name, { labels: { 'com.docker.compose.project': name, 'com.docker.compose.network': network.key } });
    lines.push(`Network ${network.name}  Creating`, `Network ${network.name}  Created`);
  }
}

function makeVolumes(engine: Engine, { name, volumes }: ComposeProject, lines: string[]): void {
  for (const volume of volumes) {
    if (engine.volumes.has(volume.name)) continue;
    if (volume.external) throw new ComposeError(`external volume "${volume.name}" not found`, 1);
    engine.volumes.set(volume.name, { labels: { 'com.docker.compose.project': name, 'com.docker.compose.volume': volume.key } });
    lines.push(`Volume "${volume.name}"  Creating`, `Volume "${volume.name}"  Created`);
  }
}

async function create(
  engine: Engine,
  caller: Caller,
  project: ComposeProject,
  service: ComposeService,
  options: Flags,
  lines: string[],
): Promise<void> {
  const { image, raw } = service;
  const policy = options.value('--pull') ?? raw['pull_policy'];
  if (policy === 'always' || (policy !== 'never' && engine.images.local(image) === null)) {
    caller.pulls.push(image);
    if (!engine.images.pull(image))
      throw new ComposeError(
        ` ${service.name} Pulling \n ${service.name} Error ${unknownImage(image)}\nError response from daemon: ${unknownImage(image)}`,
        18,
      );
  }
  const { imageId, old, mode, hash, same } = standing(engine, project, service);
  if (imageId === null) throw new DaemonError(`No such image: ${image}`);
  const name = nameOf(project, service);
  if (old && same && !options.has('--force-recreate')) {
    lines.push(`Container ${old.name}  ${old.state === 'running' ? 'Running' : 'Created'}`);
    return;
  }
  const other = [...engine.containers.values()].find((container) => container.name === name && container !== old);
  if (other) {
    lines.push(`Container ${name}  ${old ? 'Recreate' : 'Creating'}`);
    throw new DaemonError(
      `Conflict. The container name "/${name}" is already in use by container "${other.id}". You have to remove (or rename) that container to be able to reuse that name.`,
    );
  }
  if (old) {
    lines.push(`Container ${old.name}  Recreate`);
    await engine.stop(old);
    await engine.remove(old);
  } else lines.push(`Container ${name}  Creating`);
  const words = (value: unknown): string =>
    Array.isArray(value) ? value.map(String).join(' ') : value === undefined || value === null ? '' : String(value);
  const health = raw['healthcheck'];
  engine.create({
    name,
    image,
    command: [words(raw['entrypoint']), words(raw['command'])].filter((part) => part !== '').join(' ') || '/entrypoint',
    environment: service.environment,
    ports: service.ports.map(({ ip, host, container, protocol }) => ({ ip, host, container, protocol })),
    mounts: service.mounts,
    networks: mode === undefined ? networksOf(project, service) : [mode],
    restart: String(raw['restart'] ?? 'no'),
    healthcheck: isRecord(health) && health['disable'] !== true,
    labels: {
      ...service.labels,
      'com.docker.compose.config-hash': hash,
      'com.docker.compose.container-number': '1',
      'com.docker.compose.image': imageId,
      'com.docker.compose.oneoff': 'False',
      'com.docker.compose.project': project.name,
      'com.docker.compose.project.config_files': project.file,
      'com.docker.compose.project.working_dir': project.directory,
      'com.docker.compose.service': service.name,
      'com.docker.compose.version': '2.26.1',
    },
  });
  lines.push(`Container ${name}  ${old ? 'Recreated' : 'Created'}`);
}

const nameOf = ({ name }: ComposeProject, { name: service, raw }: ComposeService): string =>
  String(raw['container_name'] ?? `${name}-${service}-1`);

/** The container of a compose service, and whether it is what `up` would make: in the network of the container that there is now. */
function standing(
  engine: Engine,
  project: ComposeProject,
  { name, image, raw, hash: written }: ComposeService,
): { old: Container | undefined; imageId: string | null; mode: string | undefined; hash: string; same: boolean } {
  const [provider] = networkService(raw).map((service) => current(engine, project.name, service)?.id ?? '');
  const mode = provider === undefined ? (raw['network_mode'] as string | undefined) : `container:${provider}`;
  const hash = provider === undefined ? written : sha256(`${written} ${provider}`);
  const old = current(engine, project.name, name);
  const imageId = engine.images.local(image);
  return { old, imageId, mode, hash, same: old?.labels['com.docker.compose.config-hash'] === hash && old.imageId === imageId };
}

const networksOf = ({ networks }: ComposeProject, { raw }: ComposeService): string[] => {
  const keys = raw['networks'] === undefined ? ['default'] : namesIn(raw['networks']);
  return keys.map((key) => networks.find((network) => network.key === key)?.name ?? key);
};

async function start(engine: Engine, project: ComposeProject, service: ComposeService, lines: string[]): Promise<void> {
  for (const { service: name, condition } of service.dependsOn) await waitFor(engine, project, service, name, condition, lines);
  const container = current(engine, project.name, service.name);
  if (!container || container.state === 'running' || container.state === 'restarting') return;
  lines.push(`Container ${container.name}  Starting`);
  await engine.start(container);
  lines.push(`Container ${container.name}  Started`);
}

async function takeDown(engine: Engine, container: Container): Promise<string[]> {
  await engine.stop(container);
  await engine.remove(container);
  return [
    `Container ${container.name}  Stopping`,
    `Container ${container.name}  Stopped`,
    `Container ${container.name}  Removing`,
    `Container ${container.name}  Removed`,
  ];
}

/** `down`: the project's containers and networks; volumes stay. */
export async function removeAll(engine: Engine, project: string, containers: readonly Container[]): Promise<string[]> {
  const lines: string[] = [];
  for (const container of containers) lines.push(...(await takeDown(engine, container)));
  for (const [name, { labels }] of [...engine.networks]) {
    if (labels['com.docker.compose.project'] !== project) continue;
    engine.networks.delete(name);
    lines.push(`Network ${name}  Removing`, `Network ${name}  Removed`);
  }
  return lines;
}
