import { isScalar, isSeq, type YAMLMap } from 'yaml';
import type { ImportInput } from '../options.js';
import type { Remarks } from '../remarks.js';
import { commentBefore, readDocument, type ComposeDocument } from './document.js';
import { readEnv } from './env-file.js';
import { containersOf, mainContainer, type Container } from './main-container.js';

/** A compose file and what stands beside it. */
export interface Project {
  readonly document: ComposeDocument;
  readonly containers: readonly Container[];
  /** As compose calls it. */
  readonly name: string;
  /** Of `.env`. */
  readonly env: { readonly [name: string]: string };
  /** A file by its path relative to the compose file; null: there is none. */
  readonly read: (path: string) => string | null;
}

/** @throws HlError HL_IMPORT when it is no compose file */
export function openProject({ text, path = 'compose.yml', options }: ImportInput, remarks: Remarks): Project {
  const document = readDocument(text, path, remarks);
  const services = document.get('services') as YAMLMap;
  const containers = containersOf(services);
  const [first] = services.items;
  // The reader gives the first container's comment to the mapping around it.
  if (isScalar(first?.key)) first.key.commentBefore = commentBefore(services, first) ?? null;
  const merged = 'Import what this prints: docker compose config --no-interpolate';
  const push = 'Push the image to a registry and write it as image, instead of build.';
  for (const { key, node } of [{ key: '', node: document.contents }, ...containers]) {
    const tell = (word: string, message: string, hint: string): void =>
      node.has(word) ? remarks.add('error', node.get(word, true), message, hint) : undefined;
    tell('include', 'include names files that are not read', merged);
    tell('extends', 'extends names a container that is not read', merged);
    tell('build', `${key} is built from sources, which hl does not send`, push);
  }
  const { read = () => null, project } = options;
  const written = document.get('name');
  const known = typeof written === 'string' && !written.includes('$') ? written : project;
  return { document, containers, name: nameOf(known ?? mainContainer(containers, '').main.key), env: readEnv(read('.env') ?? ''), read };
}

/** As compose makes a name of a directory's. */
const nameOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '') || 'service';

/** A service may have no underscore, which a project may. */
export const serviceName = (project: string): string =>
  project
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/-+$/, '')
    .slice(0, 63);

/** Containers that `up` starts: those of other profiles are left out, since hl starts all that there are. */
export function startedOf({ document, containers, env }: Project, remarks: Remarks): readonly Container[] {
  const wanted = (env['COMPOSE_PROFILES'] ?? '').split(',').map((name) => name.trim());
  const profiles = (node: YAMLMap): string[] => [node.get('profiles')].flatMap((list) => (isSeq(list) ? list.items.map(String) : []));
  const isStarted = ({ node }: Container): boolean =>
    profiles(node).length === 0 || wanted.includes('*') || profiles(node).some((name) => wanted.includes(name));
  const started = containers.some(isStarted) ? containers.filter(isStarted) : containers;
  for (const { key, pair, node } of containers.filter((one) => !started.includes(one))) {
    const [profile] = profiles(node);
    const hint = `Write COMPOSE_PROFILES=${profile} into .env beside the file and import again, to have it started.`;
    remarks.add('warning', pair.key, `${key} is left out: compose starts it with the profile ${profile} only`, hint);
    document.deleteIn(['services', key]);
  }
  for (const { node } of started) node.delete('profiles');
  return started;
}
