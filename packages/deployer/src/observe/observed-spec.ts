import { effective, expected } from '@hl/compose';
import { fileOf } from '../file/spec-file.js';
import { isUp, type Container } from '../client/containers.js';
import { readJson, specOf, type Applied, type Manifest } from '../client/manifest.js';
import { specFrom, type ComposeSpec, type SecretState } from '../spec.js';
import type { Place } from './observation.js';
import { foreignContainers, sameFile, type Holding } from './ownership.js';

/** How a variable stands in the `.env` of a directory. */
export interface Held {
  readonly secret: (name: string, source: string, place: Place) => SecretState;
  readonly plain: (name: string, value: string, place: Place) => boolean;
}

/** What is ours of a service, or null. */
export function observedSpec({ service, specs, containers, places, stranded }: Holding, held: Held): ComposeSpec | null {
  const own = containers.filter((container) => container.owner === service && !container.oneOff);
  const ours = places.filter(({ records, compose }) => records || compose !== undefined);
  // The one whose containers run is where the service lives; others are what an interrupted move left behind.
  const place =
    ours.find(({ path }) => own.some(({ directory }) => directory === path)) ??
    ours.find(({ applied }) => applied !== undefined) ??
    ours[0];
  const [first] = own;
  if (place === undefined) return first === undefined ? null : specFrom({ project: first.project, installPath: first.directory });
  const manifest = readJson<Manifest>(place.manifest);
  const fileState = place.env.size === 0 ? 'absent' : place.tampered ? 'differs' : 'current';
  const known = manifest === null ? {} : specOf(manifest, (name, source) => held.secret(name, source, place), fileState);
  const { project = '', files = [], images } = known;
  return specFrom({
    ...known,
    // Containers in another project than the recorded one: a rename was interrupted.
    project: own.find((container) => container.project !== project)?.project ?? project,
    installPath: place.path,
    compose: place.compose ?? '',
    ...(place.overlay === undefined ? {} : { overlay: place.overlay }),
    ...variablesOf(place, known, held),
    files: filesOf(place, files),
    running: running(place, own, specs),
    leftovers: ours.filter((other) => other !== place).map(({ path }) => path),
    ...(images !== undefined && place.outdated ? { images: 'outdated' } : {}),
    ...networkOf(own, stranded),
    imageIds: imageIds(own),
  });
}

/**
 * What somebody made by hand just as one of the specs wants it, but for our marks: the same compose file, files and secrets, and all of
 * its containers up. What no system holds (whom it depends on, what is to happen when it fails) counts as wanted.
 */
export function asWanted(holding: Holding, holder: string, held: Held): ComposeSpec | null {
  const [place, ...others] = holding.places;
  if (place === undefined || others.length > 0 || place.manifest !== undefined || place.unmarked.size === 0) return null;
  const wanted = sameFile(holding.specs, place.compose);
  if (wanted === undefined || place.path !== wanted.installPath) return null;
  const own = holding.containers.filter(({ project, oneOff }) => project === wanted.project && !oneOff);
  const services = expected(fileOf(wanted));
  const alone =
    foreignContainers(holding).every((one) => own.includes(one)) &&
    own.every((one) => services.some((each) => each.service === one.service));
  if (!alone) return null;
  const up = services.every(({ service, oneShot }) => {
    const containers = own.filter((one) => one.service === service && [place.path, ''].includes(one.directory)); // a Swarm tells none
    return containers.length > 0 && containers.every((one) => isUp(one, oneShot));
  });
  return {
    ...wanted,
    files: filesOf(place, wanted.files),
    ...variablesOf(place, wanted, held),
    secrets: Object.fromEntries(
      Object.entries(wanted.secrets).map(([name, { source }]) => [name, { source, state: held.secret(name, source, place) }]),
    ),
    // Only the host that we wrote it on knows what belongs to an encrypted file.
    secretsFile: wanted.secretsFile && { ...wanted.secretsFile, state: 'differs' },
    running: up,
    leftovers: [],
    ...networkOf(own, holding.stranded),
    imageIds: imageIds(own),
    foreign: holder,
  };
}

/** Only enough to tell whose it is: it may hold secrets. */
export function stub(holding: Holding, holder: string): ComposeSpec {
  const [container] = foreignContainers(holding);
  const file = holding.places.find(({ unmarked }) => unmarked.size > 0);
  const { project = holding.service, directory = '', state = '' } = container ?? {};
  const files = holding.specs.flatMap((spec) => (spec.installPath === file?.path ? spec.files : []));
  const installPath = file?.path ?? directory;
  return specFrom({ project, installPath, files: file ? filesOf(file, files) : [], running: state === 'running', foreign: holder });
}

const networkOf = (own: readonly Container[], stranded: Holding['stranded']): Pick<ComposeSpec, 'network'> =>
  stranded === null ? {} : { network: own.some(({ id }) => stranded.has(id)) ? 'stale' : 'current' };

const imageIds = (containers: readonly Container[]): Record<string, string> =>
  Object.fromEntries(containers.map(({ service, imageId }): [string, string] => [service, imageId]).sort(([a], [b]) => (a < b ? -1 : 1)));

const filesOf = (place: Place, files: ComposeSpec['files']): ComposeSpec['files'] =>
  files.flatMap((file) => {
    const held = place.files.get(file.destination);
    return held === undefined ? [] : [{ ...file, ...held }];
  });

/** The plain variables that stand in `.env` as they were meant. */
const variablesOf = (place: Place, { variables }: Partial<ComposeSpec>, { plain }: Held): Pick<ComposeSpec, 'variables'> =>
  variables === undefined
    ? {}
    : { variables: Object.fromEntries(Object.entries(variables).filter(([name, value]) => plain(name, value, place))) };

/** The last deployment came to its end, none began after it, and every container it left is still as it was. */
function running(place: Place, own: readonly Container[], specs: readonly ComposeSpec[]): boolean {
  const applied = readJson<Applied>(place.applied);
  if (applied === null || place.compose === undefined || place.staged) return false;
  const held = new Set(applied.containers.map(({ service, configHash }) => `${service} ${configHash}`));
  // What stands there as it is wanted, to the byte, was read already.
  const asIs =
    place.overlay === undefined ? specs.find(({ compose, overlay }) => overlay === undefined && compose === place.compose) : undefined;
  return expected(asIs ? fileOf(asIs) : effective(place.compose, place.overlay ?? '')).every(({ service, oneShot }) => {
    const containers = own.filter((container) => container.service === service && container.directory === place.path);
    return (
      containers.length > 0 && containers.every((container) => isUp(container, oneShot) && held.has(`${service} ${container.configHash}`))
    );
  });
}
