import { containerNames, mapOf, pairsOf, readCompose, sameMeaning, type ComposeFile, type JsonMap } from '@hl/compose';
import { fileOf, writtenIn } from '../file/spec-file.js';
import { groupBy, type Json } from '@hl/core';
import type { Container } from '../client/containers.js';
import { readJson, type Manifest } from '../client/manifest.js';
import type { ComposeSpec } from '../spec.js';
import type { Place } from './observation.js';

/** What a host holds that may be of one service. */
export interface Holding {
  readonly service: string;
  /** What the service was and shall be there. */
  readonly specs: readonly ComposeSpec[];
  /** All of the host, or those that `concerning` finds. */
  readonly containers: readonly Container[];
  /** Where the service may lie. */
  readonly places: readonly Place[];
  /** IDs of containers in the network of one that is gone; null: nobody asked. */
  readonly stranded: ReadonlySet<string> | null;
  /** Between project, service and number in the name of a container. */
  readonly separator: '-' | '_';
}

/**
 * Whose each container is. What was taken over as it was, or comes from a file that ours includes, has no label of ours: then what lies on
 * the host says it, by the project and the compose service.
 */
export const withOwners = (containers: readonly Container[], places: readonly Place[]): Container[] =>
  containers.map((container) => {
    const { owner, project, service, oneOff } = container;
    if (owner !== '' || oneOff) return container;
    const place = places.find(
      ({ kept = [], compose = '', manifest }) =>
        (kept.includes(service) || /^include:/m.test(compose)) && readJson<Manifest>(manifest)?.project === project,
    );
    return place === undefined ? container : { ...container, owner: place.service, directory: place.path };
  });

/** Names of containers, and projects, that a service wants for itself. */
function wantedBy({
  service,
  specs,
  separator,
}: Pick<Holding, 'service' | 'specs' | 'separator'>): Record<'names' | 'projects', Set<string>> {
  const names = specs.flatMap((spec) => containerNames(fileOf(spec), spec.project, separator));
  return { names: new Set([service, ...names]), projects: new Set([service, ...specs.map(({ project }) => project)]) };
}

/** Finds those of a host's containers that a service owns, or that hold what it wants for itself; in their order. There may be thousands of both. */
export function concerning(
  containers: readonly Container[],
  separator: Holding['separator'],
): (service: string, specs: Holding['specs']) => Container[] {
  const at = new Map(containers.map((container, index) => [container, index]));
  const [owned, named, inProject] = (['owner', 'name', 'project'] as const).map((key) =>
    groupBy(containers, (container) => container[key]),
  );
  return (service, specs) => {
    const { names, projects } = wantedBy({ service, specs, separator });
    const found = new Set<Container>(owned?.get(service));
    for (const name of names) named?.get(name)?.forEach((one) => found.add(one));
    for (const project of projects) inProject?.get(project)?.forEach((one) => found.add(one));
    return [...found].sort((a, b) => (at.get(a) ?? 0) - (at.get(b) ?? 0));
  };
}

/** Containers without our label that hold a name, or are in a project, that the service wants; and those of another service of ours that hold its own name. */
export function foreignContainers(holding: Pick<Holding, 'service' | 'specs' | 'containers' | 'separator'>): Container[] {
  const { service, containers } = holding;
  const others = containers.filter(({ owner }) => owner !== service);
  if (others.length === 0) return [];
  const { names, projects } = wantedBy(holding);
  return others.filter(({ owner, name, project }) =>
    owner === '' ? names.has(name) || projects.has(project) : name === service || project === service,
  );
}

/** Files without our header where we would write ours. A `.env` that somebody put over ours is put beside by the next deployment. */
const foreignFiles = ({ specs, places }: Holding): string[] => {
  const own = specs.some(
    ({ secretsFile, secrets, variables }) => secretsFile !== null || Object.keys({ ...secrets, ...variables }).length > 0,
  );
  return places.flatMap(({ path, unmarked, manifest }) =>
    [...unmarked].filter((name) => name !== '.env' || (own && manifest === undefined)).map((name) => `${path}/${name}`),
  );
};

/** Who holds what the service wants, in words, and the way out where it is not `hl adopt`; null when nobody but us does. */
export function holderOf(holding: Holding): { readonly holder: string; readonly hint?: string } | null {
  const [container] = foreignContainers(holding);
  if (container === undefined) {
    const [holder] = foreignFiles(holding);
    return holder === undefined ? null : { holder };
  }
  const { name, image, project, owner } = container;
  const unit = holding.separator === '-' ? 'container' : 'service';
  const holder = `${unit} ${name}${project === '' ? '' : ` of project ${project}`} (image ${image})`;
  return owner === '' ? { holder } : { holder, hint: `It belongs to ${owner}, which hl deployed too: rename one of the two.` };
}

/** The spec whose compose file this is, but for our marks and for how it is written. */
export function sameFile(specs: readonly ComposeSpec[], composeText: string | undefined): ComposeSpec | undefined {
  const found = readCompose(composeText ?? '');
  return found.services.size === 0
    ? undefined
    : specs.find((spec) => {
        const wanted = writtenIn(spec);
        const { name } = wanted.top;
        // It may have its name from us.
        const named = { ...found, top: { ...(name === undefined ? {} : { name }), ...found.top } };
        return sameMeaning(withoutMarks(wanted), withoutMarks(named), spec.installPath).length === 0;
      });
}

/** A compose file without our labels. */
function withoutMarks({ top, services: all }: ComposeFile): ComposeFile {
  const services = new Map([...all].map(([key, container]) => [key, withoutLabels(container)]));
  return { top: { ...top, services: Object.fromEntries(services) }, services };
}

function withoutLabels(container: Json): JsonMap {
  const { labels, deploy, ...rest } = mapOf(container);
  const kept = Object.entries(pairsOf(labels)).filter(([name]) => !name.startsWith('hl.'));
  return {
    ...rest,
    ...(kept.length > 0 ? { labels: kept.map(([name, value]) => `${name}=${String(value)}`).sort() } : {}),
    ...(deploy === undefined ? {} : { deploy: withoutLabels(deploy) }),
  };
}

/** The only file without our header is the compose file, and all containers are ours: a formatter, say, took the header away. */
export const lostItsHeader = (holding: Holding): Place | undefined => {
  const [place, ...others] = holding.places.filter(({ unmarked }) => unmarked.size > 0);
  if (place?.manifest === undefined || others.length > 0 || foreignContainers(holding).length > 0) return undefined;
  return [...place.unmarked].every((name) => name === 'compose.yml' || name === '.env') ? place : undefined;
};
