import { HlError } from '@hl/core';
import { isMap, isScalar, isSeq, YAMLMap } from 'yaml';
import { labelsOf } from './labels/labels.js';
import { watchtowerOf } from './labels/tiles.js';
import { commentBefore, readDocument, type ComposeDocument } from './read/document.js';
import { readEnv } from './read/env-file.js';
import { hideInDrivers, hideKnown, namesIn, resolveContainer, resolveTop, type Surroundings } from './read/resolve.js';
import { secrets, type Secret } from './read/secrets.js';
import type { Imported, ImportInput } from './options.js';
import { remarks as collect, type Remarks } from './remarks.js';
import { keepCompose } from './write/keep-compose.js';
import { deploymentOf } from './write/deployment.js';
import { containersOf, mainContainer, type Container } from './write/main-container.js';
import { pagesOf } from './write/pages.js';
import { serviceFile } from './write/service-file.js';
import { standAlone, topOf } from './write/split.js';

/**
 * One compose file as service files: what our file says in words of its own becomes that, the rest stays in compose's, comments travel.
 * The values of secrets are never in the result.
 *
 * @throws HlError HL_IMPORT (`input`) when it is no compose file
 */
export function importCompose(input: ImportInput): Imported {
  if (input.options.keepCompose) return kept(input, collect());
  const remarks = collect();
  const { files, unresolved, secrets: listed } = converted(input, remarks);
  if (unresolved.size === 0 || input.options.split) return { files, remarks: remarks.list, secrets: shown(listed) };
  const names = [...unresolved].map((name) => `\${${name}}`).join(', ');
  const again = collect();
  const result = kept(input, again);
  again.add(
    'warning',
    null,
    `${names} stands where only compose can put a value, so the compose file is brought along as it is`,
    'Write the values into .env beside it and import again, to have a service file instead.',
  );
  return { ...result, remarks: again.list };
}

const shown = (list: readonly Secret[]): Imported['secrets'] => list.map(({ name, source }) => ({ name, source }));

function kept(input: ImportInput, remarks: Remarks): Imported {
  const { document, containers, project } = opened(input, remarks);
  const list = secrets(serviceName(project), remarks);
  const files = keepCompose({ ...input, document, containers, service: serviceName(project), secrets: list, remarks });
  return { files, remarks: remarks.list, secrets: shown(list.list) };
}

interface Opened {
  readonly document: ComposeDocument;
  readonly containers: readonly Container[];
  readonly project: string;
  readonly env: { readonly [name: string]: string };
}

function opened({ text, path, options }: ImportInput, remarks: Remarks): Opened {
  const document = readDocument(text, path, remarks);
  const services = document.get('services') as YAMLMap;
  const containers = containersOf(services);
  const [first] = services.items;
  if (!containers.length || !first)
    throw new HlError('HL_IMPORT', `${path}: there are no services in it`, {
      kind: 'input',
      hint: 'Check the file with: docker compose config',
    });
  // The reader gives the first container's comment to the mapping around it.
  if (isScalar(first.key)) first.key.commentBefore = commentBefore(services, first) ?? null;
  for (const key of ['include'])
    if (document.has(key))
      remarks.add(
        'error',
        document.get(key, true),
        `${key} names files that are not read`,
        'Import what this prints: docker compose config --no-interpolate',
      );
  for (const { node } of containers)
    if (node.has('extends'))
      remarks.add(
        'error',
        node.get('extends', true),
        'extends names a container that is not read',
        'Import what this prints: docker compose config --no-interpolate',
      );
  const name = document.get('name');
  const env = readEnv(options.read?.('.env') ?? '');
  const fallback = containers.length === 1 ? (containers[0] as Container).key : mainContainer(containers, '').main.key;
  const project = typeof name === 'string' && !name.includes('$') ? name : (options.project ?? fallback);
  return {
    document,
    containers,
    project:
      project
        .toLowerCase()
        .replace(/[^a-z0-9_-]/g, '')
        .replace(/^[_-]+/, '') || 'service',
    env,
  };
}

/** Containers that `up` starts: those of other profiles are left out, since hl starts all that there are. */
function started(document: ComposeDocument, containers: readonly Container[], active: string, remarks: Remarks): readonly Container[] {
  const wanted = active.split(',').map((name) => name.trim());
  const profiles = (node: YAMLMap): string[] => [node.get('profiles')].flatMap((list) => (isSeq(list) ? list.items.map(String) : []));
  const isStarted = ({ node }: Container): boolean =>
    profiles(node).length === 0 || wanted.includes('*') || profiles(node).some((name) => wanted.includes(name));
  const kept = containers.filter(isStarted);
  const rest = kept.length > 0 ? kept : containers;
  for (const { key, pair, node } of containers.filter((one) => !rest.includes(one))) {
    const [profile] = profiles(node);
    const hint = `Write COMPOSE_PROFILES=${profile} into .env beside the file and import again, to have it started.`;
    remarks.add('warning', pair.key, `${key} is left out: compose starts it with the profile ${profile} only`, hint);
    document.deleteIn(['services', key]);
  }
  for (const { node } of rest) node.delete('profiles');
  return rest;
}

const serviceName = (project: string): string => project.replaceAll('_', '-').replace(/-+$/, '').slice(0, 63);

function converted(
  input: ImportInput,
  remarks: Remarks,
): { files: { path: string; text: string }[]; unresolved: Set<string>; secrets: Secret[] } {
  const { document, containers: all, project, env } = opened(input, remarks);
  const containers = started(document, all, env['COMPOSE_PROFILES'] ?? '', remarks);
  const unresolved = new Set<string>();
  const { main, why } = mainContainer(containers, project);
  const groups = input.options.split
    ? containers.map((one) => ({ main: one, sides: [] as Container[] }))
    : [{ main, sides: containers.filter((one) => one !== main) }];
  if (containers.length > 1 && !input.options.split)
    remarks.add('info', main.pair.key, `${main.key} is the main container: ${why}`, 'The others are under deployment.services.');
  if (input.options.split) standAlone(document, containers, project, remarks);
  const written: Secret[] = [];
  const files = groups.map((group) => {
    const service = input.options.split ? serviceName(group.main.key.toLowerCase().replace(/[^a-z0-9-]+/g, '-')) : serviceName(project);
    const list = secrets(service, remarks);
    const around: Surroundings = { env, read: input.options.read ?? (() => null), secrets: list, remarks, unresolved };
    resolveTop(document, around);
    for (const { key, node } of [group.main, ...group.sides]) resolveContainer(key, node, around);
    if (group.main === groups[0]?.main) hideInDrivers(document, list);
    const names = namesIn(document);
    for (const { node } of [group.main, ...group.sides]) hideKnown(node, list, names);
    written.push(...list.list);
    const top = input.options.split ? topOf(document, group.main, project) : document.contents;
    return oneService(input, document, top, group, service, input.options.split ? null : project, list, remarks);
  });
  return { files, unresolved, secrets: written };
}

function oneService(
  { path, options }: ImportInput,
  document: ComposeDocument,
  top: YAMLMap,
  { main, sides }: { readonly main: Container; readonly sides: readonly Container[] },
  service: string,
  /** null: no project that runs is to be met. */
  project: string | null,
  list: ReturnType<typeof secrets>,
  remarks: Remarks,
): { path: string; text: string } {
  const { category, targetHost, domain = null, folder = 'services', installPath } = options;
  const pages = pagesOf(main, sides, { document, domain, remarks });
  const watchtower = watchtowerOf(labelsOf(main.node), remarks);
  const { route, tile, port, containerPort, entry, further } = pages;
  if (route?.health) setHealth(main.node, route.health);
  if (installPath === undefined) tellRelative([main, ...sides], service, remarks);
  const deployment = deploymentOf(document, {
    main,
    sides,
    top,
    service,
    project,
    head: {
      target_host: targetHost,
      ...(port !== null && { port }),
      ...(containerPort !== null && containerPort !== port && { container_port: containerPort }),
      ...(installPath !== undefined && { install_path: installPath }),
      ...(main.key !== service && { compose_service: main.key }),
    },
    entry,
    secrets: list,
    remarks,
  });
  if (route)
    remarks.add(
      'info',
      main.pair.key,
      'the names of its routes get no DNS record',
      'Add dns: {} to the file, and to each page, to have them made.',
    );
  const sections = {
    ...(route && { traefik: route.section }),
    ...(tile.glance && { glance: tile.glance }),
    ...(watchtower && { watchtower }),
    ...(Object.keys(further).length > 0 && { pages: further }),
  };
  const comment = commentBefore(main.pair);
  const text = serviceFile({ name: service, category, tile, deployment, comment, sections, head: headComment(document, path) });
  return { path: `${folder}/${category}/${service}.yml`, text };
}

const headComment = (document: ComposeDocument, path: string): string =>
  [
    ` From ${path.split('/').at(-1)}, by hl import.`,
    commentBefore(document, document.contents, document.contents.items[0]) ?? document.commentBefore ?? '',
  ]
    .filter(Boolean)
    .join('\n\n');

function setHealth(container: YAMLMap, endpoint: string): void {
  const own = container.get('healthcheck');
  if (isMap(own)) own.set('endpoint', endpoint);
  else container.set('healthcheck', new Map([['endpoint', endpoint]]));
}

/** Relative paths lie in another directory now, unless the project stays where it is. */
function tellRelative(containers: readonly Container[], service: string, remarks: Remarks): void {
  for (const { node } of containers) {
    const volumes = node.get('volumes');
    for (const item of volumes && typeof volumes === 'object' && 'items' in volumes ? (volumes as { items: unknown[] }).items : []) {
      const source = isMap(item) ? String(item.get('source') ?? '') : isScalar(item) ? (String(item.value).split(':')[0] ?? '') : '';
      if (source.startsWith('~'))
        remarks.add(
          'error',
          item,
          `${source} begins at the home directory of whoever ran compose`,
          'Write the absolute path, as docker inspect shows it.',
        );
      if (!source.startsWith('.')) continue;
      remarks.add(
        'info',
        item,
        `${source} is below the install path on the host, such as /opt/${service}`,
        'Move what lies there, list small files under extra_files, or write deployment.install_path.',
      );
    }
  }
}
