import { createHash, randomBytes } from 'node:crypto';
import type { Observed, Remote } from '@hl/core';
import { conflictOf } from './foreign.js';
import type { Container } from './containers.js';
import { expected, isUp } from './containers.js';
import { dockerTrouble } from './docker-error.js';
import { envLine } from './dotenv.js';
import { minutes } from './host.js';
import type { Kind } from './kind.js';
import type { Applied, Manifest } from './manifest.js';
import { readJson } from './manifest.js';
import type { Place } from './observation.js';
import { parseObservation } from './observation.js';
import { observeScript } from './observe-script.js';
import type { ComposeSpec, SecretState } from './spec.js';

export interface ObserveOptions {
  readonly remote: Remote;
  readonly kind: Kind;
  /** Value of a secret by its source, when this run was given it. */
  readonly secret: (source: string) => string | undefined;
  /** Names that the containers of a service are given, beside its own. */
  readonly names: (service: string) => readonly string[];
}

/**
 * What the host holds of `services` (name to the directory it may lie in), in one command.
 *
 * @throws HlError when docker cannot be asked: HL_DOCKER_MISSING, HL_DOCKER_DOWN, HL_DOCKER_DENIED; `unreachable` from the remote
 */
export async function observe(
  { remote, kind, secret, names }: ObserveOptions,
  services: ReadonlyMap<string, readonly string[]>,
): Promise<Map<string, Observed<ComposeSpec>>> {
  const boundary = randomBytes(16).toString('hex');
  const places = [...services].flatMap(([service, paths]) => paths.flatMap((path) => [service, path]));
  const { stdout, stderr } = await remote.run(['sh', '-c', observeScript(kind), 'sh', boundary, ...places], { accept: 'any', timeoutMs: minutes(1) });
  const observation = parseObservation(stdout, boundary);
  const [trouble] = observation.troubles;
  if (trouble !== undefined || !observation.complete) throw dockerTrouble(remote.name, trouble ?? stderr);

  const containers = kind.parse(observation.containers);
  const digest = (line: string): string =>
    createHash('sha256')
      .update(boundary + line)
      .digest('hex');
  const found = new Map<string, Observed<ComposeSpec>>();
  for (const service of services.keys()) {
    const holding = { service, names: names(service), containers, places: observation.places.filter((place) => place.service === service) };
    const conflict = conflictOf(holding);
    const spec = conflict ?? specOf(holding, (name, source, place) => secretState(place, name, secret(source), digest));
    if (spec !== null) found.set(service, { spec, ours: conflict === null });
  }
  return found;
}

export interface Holding {
  readonly service: string;
  /** That its containers are given, beside its own. */
  readonly names: readonly string[];
  /** All of the host. */
  readonly containers: readonly Container[];
  readonly places: readonly Place[];
}

function secretState(place: Place, name: string, value: string | undefined, digest: (line: string) => string): SecretState {
  const held = place.env.get(name);
  if (held === undefined) return 'absent';
  // A run without the value (a plan of a merge request) cannot tell, and must not call it changed.
  return value === undefined || digest(envLine(name, value)) === held ? 'current' : 'differs';
}

type Judge = (name: string, source: string, place: Place) => SecretState;

function specOf({ service, containers, places }: Holding, judge: Judge): ComposeSpec | null {
  const own = containers.filter((container) => container.owner === service && !container.oneOff);
  const ours = places.filter((place) => place.manifest !== undefined || place.compose !== undefined);
  // The one whose containers run is where the service lives; others are what an interrupted move left behind.
  const place =
    ours.find(({ path }) => own.some(({ directory }) => directory === path)) ??
    ours.find(({ applied }) => applied !== undefined) ??
    ours[0];
  const [first] = own;
  if (place === undefined) return first === undefined ? null : bare(first, service);
  const manifest = readJson<Manifest>(place.manifest);
  const projects = [...new Set(own.map(({ project }) => project))];
  return {
    project: projects.find((project) => project !== manifest?.project) ?? manifest?.project ?? service,
    installPath: place.path,
    compose: place.compose ?? '',
    files: filesOf(place, manifest),
    secrets: Object.fromEntries(
      Object.entries(manifest?.secrets ?? {}).map(([name, source]) => [name, { source, state: judge(name, source, place) }]),
    ),
    secretsFile: manifest?.secretsFile
      ? { ...manifest.secretsFile, state: place.env.size === 0 ? 'absent' : place.tampered ? 'differs' : 'current' }
      : null,
    onFailure: manifest?.onFailure ?? 'rollback',
    dependsOnServices: manifest?.dependsOnServices ?? [],
    running: running(place, own),
    leftovers: ours.filter((other) => other !== place).map(({ path }) => path),
    ...(manifest?.alwaysPull ? { images: place.outdated ? ('outdated' as const) : ('current' as const) } : {}),
    imageIds: Object.fromEntries(
      own.map((container): [string, string] => [container.service, container.imageId]).sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
}

/** Containers whose directory is gone. */
const bare = ({ project, directory }: Container, service: string): ComposeSpec => ({
  project: project === '' ? service : project,
  installPath: directory,
  compose: '',
  files: [],
  secrets: {},
  secretsFile: null,
  onFailure: 'rollback',
  dependsOnServices: [],
  running: false,
  leftovers: [],
});

const filesOf = (place: Place, manifest: Manifest | null): ComposeSpec['files'] =>
  (manifest?.files ?? []).flatMap((file) => {
    const held = place.files.get(file.destination);
    return held === undefined ? [] : [{ ...file, ...held }];
  });

/** The last deployment came to its end, and every container it left is still as it was. */
function running(place: Place, own: readonly Container[]): boolean {
  const applied = readJson<Applied>(place.applied);
  if (applied === null || place.compose === undefined) return false;
  const held = new Set(applied.containers.map(({ service, configHash }) => `${service} ${configHash}`));
  return expected(place.compose).every(({ service, oneShot }) => {
    const containers = own.filter((container) => container.service === service && container.directory === place.path);
    return (
      containers.length > 0 && containers.every((container) => isUp(container, oneShot) && held.has(`${service} ${container.configHash}`))
    );
  });
}
