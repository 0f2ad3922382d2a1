import { randomBytes } from 'node:crypto';
import { groupBy, outputLimit, sha256, type Observed, type Remote } from '@hl/core';
import { parseContainers, type Container } from '../client/containers.js';
import { dockerError } from '../client/docker-error.js';
import { envLine } from '../client/dotenv.js';
import type { Engine } from '../client/engine.js';
import { scripts, shell } from '../client/scripts.js';
import type { ComposeSpec, SecretState } from '../spec.js';
import { parseObservation, type Observation, type Place } from './observation.js';
import { asWanted, observedSpec, stub, type Held } from './observed-spec.js';
import { concerning, holderOf, lostItsHeader, sameFile, withOwners, type Holding } from './ownership.js';

export interface ObserveOptions {
  readonly remote: Remote;
  readonly engine: Engine;
  /** Value of a secret by its source, when this run was given it. */
  readonly secret: (source: string) => string | undefined;
}

/** What a look at a host tells. */
export interface Look extends Pick<Observation, 'obstacles' | 'unplugged'> {
  readonly observed: Map<string, Observed<ComposeSpec>>;
  /** All of that host, whose ever they are. */
  readonly containers: readonly Container[];
  /** Those that may hold a port. */
  readonly publishing: readonly Container[];
}

/**
 * What the host holds of `services` (name to what it was and shall be there), and what would be in their way, in one command.
 *
 * @throws HlError when docker cannot be asked: HL_DOCKER_MISSING, HL_DOCKER_DOWN, HL_DOCKER_DENIED; `unreachable` from the remote
 */
export async function observe(
  { remote, engine, secret }: ObserveOptions,
  services: ReadonlyMap<string, readonly ComposeSpec[]>,
): Promise<Look> {
  const boundary = randomBytes(16).toString('hex');
  const places = [...services].flatMap(([service, specs]) => placesOf(service, specs));
  const modes = [...services.values()].flat().some(({ network }) => network !== undefined);
  const argv = shell({ boundary, modes, columns: engine.columns, published: engine.published }, [engine.script, scripts.observe], places);
  // A host may have ten services or ten thousand.
  const limits = { timeoutMs: 60_000 + 50 * services.size, maxBytes: outputLimit + 64 * 1024 * services.size };
  const { stdout, stderr } = await remote.run(argv, { accept: 'any', what: 'the look at its services', ...limits });
  const { containers: lines, places: found, troubles, complete, ...told } = parseObservation(stdout, boundary);
  if (troubles.length > 0 || !complete) throw dockerError(remote.name, troubles[0] ?? stderr);

  const all = engine.parse(lines);
  const { separator } = engine;
  const containersOf = concerning(withOwners(all, found), separator);
  const stranded = modes ? strandedIn(told.modes) : null;
  const held: Held = {
    secret: (name, source, place) => secretState(place, name, secret(source), boundary),
    plain: (name, value, place) => secretState(place, name, value, boundary) === 'current',
  };
  const byService = groupBy(found, ({ service }) => service);
  const observed = new Map<string, Observed<ComposeSpec>>();
  for (const [service, specs] of services) {
    const containers = containersOf(service, specs);
    const one = observedService({ service, specs, containers, places: byService.get(service) ?? [], stranded, separator }, held);
    if (one !== null) observed.set(service, one);
  }
  const publishing = engine.published === '' ? all : parseContainers(told.published);
  return { observed, containers: all, publishing, obstacles: told.obstacles, unplugged: told.unplugged };
}

/** Directories where it may lie, each once, with the files that are wanted there. */
function placesOf(service: string, specs: readonly ComposeSpec[]): string[] {
  const files = new Map<string, string[]>();
  for (const { installPath, files: wanted } of specs)
    files.set(installPath, [...(files.get(installPath) ?? []), ...wanted.map(({ destination }) => destination)]);
  return [...files].flatMap(([path, wanted]) => [service, [path, ...new Set(wanted)].join('\t')]);
}

function observedService(holding: Holding, variables: Held): Observed<ComposeSpec> | null {
  const held = holderOf(holding);
  if (held === null) {
    const spec = observedSpec(holding, variables);
    return spec && { spec, ours: true };
  }
  const stripped = lostItsHeader(holding);
  const written = stripped && sameFile(holding.specs, stripped.compose);
  const spec = written ? observedSpec(holding, variables) : null;
  if (written && spec) return { spec: { ...spec, compose: written.compose, unmarked: true }, ours: false, ...held };
  return { spec: asWanted(holding, held.holder, variables) ?? stub(holding, held.holder), ours: false, ...held };
}

/** Docker keeps the ID, not the name, of a container whose network another one uses: IDs of those that use one which is gone. */
function strandedIn(modes: readonly string[]): Set<string> {
  const pairs = modes.map((line) => line.split(' ') as [string, string]);
  const there = new Set(pairs.map(([id]) => `container:${id}`));
  return new Set(pairs.flatMap(([id, mode]) => (mode.startsWith('container:') && !there.has(mode) ? [id] : [])));
}

function secretState(place: Place, name: string, value: string | undefined, salt: string): SecretState {
  const held = place.env.get(name);
  if (held === undefined) return 'absent';
  // A run without the value (a plan of a merge request) cannot tell, and must not call it changed.
  return value === undefined || sha256(salt + envLine(name, value)) === held ? 'current' : 'differs';
}
