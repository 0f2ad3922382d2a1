import { posix } from 'node:path';
import type { Homelab } from '../read/homelab.js';
import type { Known } from '../read/networks.js';
import { namesOf, serviceIn } from './names.js';
import type { Project, Target } from './project.js';
import { homelabTargets, serviceTargets, type Calling } from './targets.js';

export interface Naming {
  /** Put before the name of each service. */
  readonly prefix: string;
  /** Put before the name of each target. */
  readonly targetPrefix: string;
  /** Name of the project that stands for all of them. */
  readonly homelab: string;
}

/**
 * The homelab as projects of Nx: one for each service file, one for each file that several of them travel with, and one for hl.yml. Nx
 * knows a project by its root; here that is the path of the file itself. Pure.
 */
export function projectsOf(homelab: Homelab, calling: Calling, naming: Naming): Project[] {
  const { files, root, config, folder } = homelab;
  const at = (path: string): string => posix.join(root, path);
  const names = namesOf(files, naming.prefix, [naming.homelab]);
  const byService = new Map([...files].reverse().map(({ path, facts }) => [facts.name, names.get(path) ?? path]));
  const travelling = new Map(files.map((file) => [file.path, filesOf(file)]));
  const shared = sharedBy(files, homelab);
  const targets = (all: Record<string, Target>): Record<string, Target> =>
    Object.fromEntries(Object.entries(all).map(([name, target]) => [naming.targetPrefix + name, target]));

  const service = ({ path, facts }: Known): Project => {
    const inputs = [path, config, ...(travelling.get(path) ?? [])].map(at);
    const needs = (homelab.needs.get(path) ?? []).flatMap((name) => byService.get(name) ?? []);
    const [name, own] = [names.get(path) ?? path, [...shared].filter(([, users]) => users.includes(path)).map(([file]) => at(file))];
    return {
      name,
      root: at(path),
      projectType: 'application',
      tags: ['hl:service', ...tag('category', facts.category), ...tag('host', facts.host)],
      implicitDependencies: [...new Set([...needs, ...own])].filter((other) => other !== name),
      namedInputs: { service: inputs.map(asInput) },
      targets: targets(serviceTargets(path, serviceIn(path, facts.name), calling, inputs.every(isLiteral))),
    };
  };
  const file = (path: string): Project => ({
    name: at(path),
    root: at(path),
    projectType: 'library',
    tags: ['hl:file'],
    namedInputs: { service: [asInput(at(path))] },
    targets: {},
  });
  const outside = [...travelling.values()].flat().filter((path) => !path.startsWith(`${folder}/`));
  const all = [`${folder}/**/*`, config, ...new Set(outside)].map(at).map(asInput);
  const whole: Project = {
    name: naming.homelab,
    root: at(config),
    projectType: 'application',
    tags: ['hl:homelab'],
    namedInputs: { service: [asInput(at(config))] },
    targets: targets(homelabTargets(calling, all, asInput(at('.hl/gl-code-quality-report.json')))),
  };
  return [whole, ...[...shared.keys()].map(file), ...files.map(service)];
}

/** Where the files of a service may be. A compose file may use its neighbours, but for those beside service files. */
function filesOf({ path, facts }: Known): string[] {
  const found = facts.files.flatMap(({ places, folder }) =>
    places.flatMap((place) => (folder && !isWithin(path, posix.dirname(place)) ? [place, `${posix.dirname(place)}/**/*`] : [place])),
  );
  return [...new Set(found)];
}

/** Of each file that several services name, who they are. */
function sharedBy(files: readonly Known[], { exists }: Homelab): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, Set<string>>();
  for (const { path, facts } of files)
    for (const { places } of facts.files) {
      const place = places.findLast(exists);
      if (place !== undefined) users.set(place, (users.get(place) ?? new Set()).add(path));
    }
  const services = new Set(files.map(({ path }) => path));
  return new Map([...users].filter(([place, { size }]) => size > 1 && !services.has(place)).map(([place, paths]) => [place, [...paths]]));
}

const isWithin = (path: string, folder: string): boolean => folder === '.' || path.startsWith(`${folder}/`);
const asInput = (path: string): string => `{workspaceRoot}/${path}`;
/** Nx reads an input as a pattern. */
const isLiteral = (path: string): boolean => !/[[\](){}!?\\]/.test(path);
const tag = (kind: string, value: string | null): string[] => (value === null ? [] : [`${kind}:${value}`]);
