import { equal } from '@hl/core';
import type { Json } from '@hl/core';
import { parse } from 'yaml';
import type { Container } from '../client/containers.js';
import { isMap } from '../file/merge.js';
import type { JsonMap } from '../file/merge.js';
import type { Place } from './observation.js';
import type { ComposeSpec } from '../spec.js';

/** What a host holds that may be of one service. */
export interface Holding {
  readonly service: string;
  /** What the service was and shall be there. */
  readonly specs: readonly ComposeSpec[];
  /** All of the host. */
  readonly containers: readonly Container[];
  /** Where the service may lie. */
  readonly places: readonly Place[];
  /** Between project, service and number in the name of a container. */
  readonly separator: string;
}

const servicesOf = (composeText: string): [string, JsonMap][] => {
  const top: unknown = composeText === '' ? {} : parse(composeText, { merge: true, logLevel: 'silent' });
  const services = isMap(top) && isMap(top['services']) ? top['services'] : {};
  return Object.entries(services).filter((entry): entry is [string, JsonMap] => isMap(entry[1]));
};

/** Names of the containers that a compose file makes. */
const namesOf = ({ project, compose }: ComposeSpec, separator: string): string[] =>
  servicesOf(compose).map(([key, { container_name: name }]) =>
    typeof name === 'string' ? name : separator === '-' ? `${project}-${key}-1` : `${project}${separator}${key}`,
  );

/** Containers without our label that hold a name, or are in a project, that the service wants; and those of another service of ours that hold its own name. */
export function strangers({ service, specs, containers, separator }: Omit<Holding, 'places'>): Container[] {
  const names = new Set([service, ...specs.flatMap((spec) => namesOf(spec, separator))]);
  const projects = new Set([service, ...specs.map(({ project }) => project)]);
  return containers.filter(({ owner, name, project }) =>
    owner === '' ? names.has(name) || projects.has(project) : owner !== service && (name === service || project === service),
  );
}

/** Files without our header where we would write ours. A `.env` that somebody put over ours is put beside by the next deployment. */
const strangeFiles = ({ specs, places }: Holding): string[] => {
  const secrets = specs.some(({ secrets, secretsFile }) => secretsFile !== null || Object.keys(secrets).length > 0);
  return places.flatMap(({ path, unmarked, manifest }) =>
    [...unmarked].filter((name) => name !== '.env' || (secrets && manifest === undefined)).map((name) => `${path}/${name}`),
  );
};

/** Who holds what the service wants, in words, and the way out where it is not `hl adopt`; null when nobody but us does. */
export function holderOf(holding: Holding): { readonly holder: string; readonly hint?: string } | null {
  const [container] = strangers(holding);
  if (container === undefined) {
    const [holder] = strangeFiles(holding);
    return holder === undefined ? null : { holder };
  }
  const { name, image, project, owner } = container;
  const unit = holding.separator === '-' ? 'container' : 'service';
  const holder = `${unit} ${name}${project === '' ? '' : ` of project ${project}`} (image ${image})`;
  return owner === '' ? { holder } : { holder, hint: `It belongs to ${owner}, which hl deployed too: rename one of the two.` };
}

/** The spec whose compose file this is, but for our marks and for how it is written. */
export const sameFile = (specs: readonly ComposeSpec[], composeText: string | undefined): ComposeSpec | undefined =>
  composeText === undefined ? undefined : specs.find(({ compose }) => compose !== '' && equal(unmarked(compose), unmarked(composeText)));

/** The content of a compose file without our labels; null when it is none. */
function unmarked(composeText: string): unknown {
  try {
    const top: unknown = parse(composeText, { merge: true, logLevel: 'silent' });
    if (!isMap(top) || !isMap(top['services'])) return null;
    return { ...top, services: Object.fromEntries(Object.entries(top['services']).map(([name, one]) => [name, withoutLabels(one)])) };
  } catch {
    return null;
  }
}

function withoutLabels(container: Json): Json {
  if (!isMap(container)) return container;
  const { labels, deploy, ...rest } = container;
  const kept = Array.isArray(labels)
    ? labels.filter((label: Json) => !ours(String(label)))
    : isMap(labels)
      ? Object.entries(labels)
          .filter(([name]) => !ours(name))
          .map(([name, value]) => `${name}=${String(value)}`)
      : [];
  return {
    ...rest,
    ...(kept.length > 0 ? { labels: kept.map(String).sort() } : {}),
    ...(deploy === undefined ? {} : { deploy: withoutLabels(deploy) }),
  };
}

const ours = (label: string): boolean => label.startsWith('hl.');

/** The only file without our header is the compose file, and all containers are ours: a formatter, say, took the header away. */
export const lostItsHeader = (holding: Holding): Place | undefined => {
  const [place, ...others] = holding.places.filter(({ unmarked: names }) => names.size > 0);
  if (place?.manifest === undefined || others.length > 0 || strangers(holding).length > 0) return undefined;
  return [...place.unmarked].every((name) => name === 'compose.yml' || name === '.env') ? place : undefined;
};
