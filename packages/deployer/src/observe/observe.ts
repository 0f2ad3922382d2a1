import { randomBytes } from 'node:crypto';
import { sha256, type Observed, type Remote } from '@hl/core';
import { dockerError } from '../client/docker-error.js';
import { envLine } from '../client/dotenv.js';
import type { Engine } from '../client/engine.js';
import { scripts, shell } from '../client/scripts.js';
import type { ComposeSpec, SecretState } from '../spec.js';
import { parseObservation, type Place } from './observation.js';
import { asWanted, observedSpec, stub, type StateOf } from './observed-spec.js';
import { holderOf, lostItsHeader, sameFile, type Holding } from './ownership.js';

export interface ObserveOptions {
  readonly remote: Remote;
  readonly engine: Engine;
  /** Value of a secret by its source, when this run was given it. */
  readonly secret: (source: string) => string | undefined;
}

/**
 * What the host holds of `services` (name to what it was and shall be there), in one command.
 *
 * @throws HlError when docker cannot be asked: HL_DOCKER_MISSING, HL_DOCKER_DOWN, HL_DOCKER_DENIED; `unreachable` from the remote
 */
export async function observe(
  { remote, engine, secret }: ObserveOptions,
  services: ReadonlyMap<string, readonly ComposeSpec[]>,
): Promise<Map<string, Observed<ComposeSpec>>> {
  const boundary = randomBytes(16).toString('hex');
  const places = [...services].flatMap(([service, specs]) => placesOf(service, specs));
  const argv = shell({ boundary, columns: engine.columns }, [engine.script, scripts.observe], places);
  const { stdout, stderr } = await remote.run(argv, { accept: 'any', timeoutMs: 60_000 });
  const { containers: lines, places: found, troubles, complete } = parseObservation(stdout, boundary);
  if (troubles.length > 0 || !complete) throw dockerError(remote.name, troubles[0] ?? stderr);

  const containers = engine.parse(lines);
  const stateOf: StateOf = (name, source, place) => secretState(place, name, secret(source), boundary);
  const observed = new Map<string, Observed<ComposeSpec>>();
  for (const [service, specs] of services) {
    const own = found.filter((place) => place.service === service);
    const one = observedService({ service, specs, containers, places: own, separator: engine.separator }, stateOf);
    if (one !== null) observed.set(service, one);
  }
  return observed;
}

/** Directories where it may lie, each once, with the files that are wanted there. */
function placesOf(service: string, specs: readonly ComposeSpec[]): string[] {
  const files = new Map<string, string[]>();
  for (const { installPath, files: wanted } of specs)
    files.set(installPath, [...(files.get(installPath) ?? []), ...wanted.map(({ destination }) => destination)]);
  return [...files].flatMap(([path, wanted]) => [service, [path, ...new Set(wanted)].join('\t')]);
}

function observedService(holding: Holding, stateOf: StateOf): Observed<ComposeSpec> | null {
  const held = holderOf(holding);
  if (held === null) {
    const spec = observedSpec(holding, stateOf);
    return spec && { spec, ours: true };
  }
  const stripped = lostItsHeader(holding);
  const written = stripped && sameFile(holding.specs, stripped.compose);
  const spec = written ? observedSpec(holding, stateOf) : null;
  if (written && spec) return { spec: { ...spec, compose: written.compose, unmarked: true }, ours: false, ...held };
  return { spec: asWanted(holding, held.holder, stateOf) ?? stub(holding, held.holder), ours: false, ...held };
}

function secretState(place: Place, name: string, value: string | undefined, salt: string): SecretState {
  const held = place.env.get(name);
  if (held === undefined) return 'absent';
  // A run without the value (a plan of a merge request) cannot tell, and must not call it changed.
  return value === undefined || sha256(salt + envLine(name, value)) === held ? 'current' : 'differs';
}
