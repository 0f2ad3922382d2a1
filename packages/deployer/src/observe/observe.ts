import { createHash, randomBytes } from 'node:crypto';
import type { Observed, Remote } from '@hl/core';
import { dockerTrouble } from '../client/docker-error.js';
import { envLine } from '../client/dotenv.js';
import { holderOf, lostItsHeader, sameFile } from './ownership.js';
import type { Holding } from './ownership.js';
import { minutes } from '../apply/target.js';
import type { Kind } from '../client/engine.js';
import { parseObservation } from './observation.js';
import type { Place } from './observation.js';
import { observeScript } from './observe-script.js';
import { byHand, specOf, stub } from './observed-spec.js';
import type { Judge } from './observed-spec.js';
import type { ComposeSpec, SecretState } from '../spec.js';

export interface ObserveOptions {
  readonly remote: Remote;
  readonly kind: Kind;
  /** Value of a secret by its source, when this run was given it. */
  readonly secret: (source: string) => string | undefined;
}

/**
 * What the host holds of `services` (name to what it was and shall be there), in one command.
 *
 * @throws HlError when docker cannot be asked: HL_DOCKER_MISSING, HL_DOCKER_DOWN, HL_DOCKER_DENIED; `unreachable` from the remote
 */
export async function observe(
  { remote, kind, secret }: ObserveOptions,
  services: ReadonlyMap<string, readonly ComposeSpec[]>,
): Promise<Map<string, Observed<ComposeSpec>>> {
  const boundary = randomBytes(16).toString('hex');
  const argv = ['sh', '-c', observeScript(kind), 'sh', boundary, ...[...services].flatMap(([service, specs]) => questions(service, specs))];
  const { stdout, stderr } = await remote.run(argv, { accept: 'any', timeoutMs: minutes(1) });
  const observation = parseObservation(stdout, boundary);
  const [trouble] = observation.troubles;
  if (trouble !== undefined || !observation.complete) throw dockerTrouble(remote.name, trouble ?? stderr);

  const containers = kind.parse(observation.containers);
  const digest = (line: string): string =>
    createHash('sha256')
      .update(boundary + line)
      .digest('hex');
  const judge: Judge = (name, source, place) => secretState(place, name, secret(source), digest);
  const found = new Map<string, Observed<ComposeSpec>>();
  for (const [service, specs] of services) {
    const places = observation.places.filter((place) => place.service === service);
    const one = lookAt({ service, specs, containers, places, separator: kind.separator }, judge);
    if (one !== null) found.set(service, one);
  }
  return found;
}

/** Directories where it may lie, each once, with the files that are wanted there. */
function questions(service: string, specs: readonly ComposeSpec[]): string[] {
  const paths = [...new Set(specs.map(({ installPath }) => installPath))];
  const files = (path: string): string[] =>
    specs.filter(({ installPath }) => installPath === path).flatMap((spec) => spec.files.map(({ destination }) => destination));
  return (paths.length === 0 ? [''] : paths).flatMap((path) => [service, [path, ...new Set(files(path))].join('\t')]);
}

function lookAt(holding: Holding, judge: Judge): Observed<ComposeSpec> | null {
  const held = holderOf(holding);
  if (held === null) {
    const spec = specOf(holding, judge);
    return spec && { spec, ours: true };
  }
  const stripped = lostItsHeader(holding);
  const written = stripped && sameFile(holding.specs, stripped.compose);
  const spec = written ? specOf(holding, judge) : null;
  if (written && spec) return { spec: { ...spec, compose: written.compose, unmarked: true }, ours: false, ...held };
  return { spec: byHand(holding, held.holder, judge) ?? stub(holding, held.holder), ours: false, ...held };
}

function secretState(place: Place, name: string, value: string | undefined, digest: (line: string) => string): SecretState {
  const held = place.env.get(name);
  if (held === undefined) return 'absent';
  // A run without the value (a plan of a merge request) cannot tell, and must not call it changed.
  return value === undefined || digest(envLine(name, value)) === held ? 'current' : 'differs';
}
