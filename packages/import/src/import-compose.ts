import { isMap, isScalar, isSeq, YAMLMap } from 'yaml';
import { labelsOf } from './labels/labels.js';
import { watchtowerOf } from './labels/tiles.js';
import type { Imported, ImportInput } from './options.js';
import { commentBefore, type ComposeDocument } from './read/document.js';
import { mainContainer, type Container } from './read/main-container.js';
import { openProject, serviceName, startedOf } from './read/project.js';
import { hideInDrivers, hideKnown, namesIn, resolveContainer, resolveTop } from './read/resolve.js';
import { secrets, type Secret, type Secrets } from './read/secrets.js';
import { remarks as collect, type Remarks } from './remarks.js';
import { deploymentOf } from './write/deployment.js';
import { keepCompose } from './write/keep-compose.js';
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
  const { unresolved, ...imported } = converted(input, remarks);
  if (unresolved.size === 0 || input.options.split) return { ...imported, remarks: remarks.list };
  const names = [...unresolved].map((name) => `\${${name}}`).join(', ');
  const again = collect();
  const message = `${names} stands where only compose can put a value, so the compose file is brought along as it is`;
  again.add('warning', null, message, 'Write the values into .env beside it and import again, to have a service file instead.');
  return kept(input, again);
}

const shown = (list: readonly Secret[]): Imported['secrets'] => list.map(({ name, source }) => ({ name, source }));

function kept(input: ImportInput, remarks: Remarks): Imported {
  const project = openProject(input, remarks);
  const list = secrets(serviceName(project.name), remarks);
  const files = keepCompose(input, project, serviceName(project.name), list, remarks);
  return { files, remarks: remarks.list, secrets: shown(list.list) };
}

function converted(input: ImportInput, remarks: Remarks): Omit<Imported, 'remarks'> & { readonly unresolved: ReadonlySet<string> } {
  const project = openProject(input, remarks);
  const { document, name } = project;
  const { split = false } = input.options;
  const containers = startedOf(project, remarks);
  const { main, why } = mainContainer(containers, name);
  const unresolved = new Set<string>();
  const written: Secret[] = [];
  if (split) standAlone(document, containers, name, remarks);
  else if (containers.length > 1)
    remarks.add('info', main.pair.key, `${main.key} is the main container: ${why}`, 'The others are under deployment.services.');
  const files = (split ? containers : [main]).map((one, index) => {
    const service = serviceName(split ? one.key : name);
    const group = [one, ...(split ? [] : containers.filter((other) => other !== one))];
    const list = secrets(service, remarks);
    const around = { ...project, secrets: list, remarks, unresolved };
    resolveTop(document, around);
    for (const { key, node } of group) resolveContainer(key, node, around);
    if (index === 0) hideInDrivers(document, list);
    const names = namesIn(document);
    for (const { node } of group) hideKnown(node, list, names);
    written.push(...list.list);
    const top = split ? topOf(document, one, name) : document.contents;
    return oneService(input, { document, top, group, service, project: split ? null : name, secrets: list, remarks });
  });
  return { files, unresolved, secrets: shown(written) };
}

interface One {
  readonly document: ComposeDocument;
  readonly top: YAMLMap;
  /** The main container first. */
  readonly group: readonly Container[];
  readonly service: string;
  readonly project: string | null;
  readonly secrets: Secrets;
  readonly remarks: Remarks;
}

function oneService({ path, options }: ImportInput, one: One): { path: string; text: string } {
  const { document, group, service, remarks } = one;
  const [main, ...sides] = group as [Container, ...Container[]];
  const { category, targetHost, domain = null, folder = 'services', installPath } = options;
  const { route, tile, port, containerPort, entry, further } = pagesOf(main, sides, { document, domain, remarks });
  const watchtower = watchtowerOf(labelsOf(main.node), remarks);
  if (route?.health) setHealth(main.node, route.health);
  for (const { node } of group) tellPaths(node, installPath ?? null, service, remarks);
  const dns = 'Add dns: {} to the file, and to each page, to have them made.';
  if (route) remarks.add('info', main.pair.key, 'the names of its routes get no DNS record', dns);
  const head = {
    target_host: targetHost,
    ...(port !== null && { port }),
    ...(containerPort !== null && containerPort !== port && { container_port: containerPort }),
    ...(installPath !== undefined && { install_path: installPath }),
    ...(main.key !== service && { compose_service: main.key }),
  };
  const before = commentBefore(document, document.contents, document.contents.items[0]);
  const text = serviceFile({
    name: service,
    category,
    tile,
    deployment: deploymentOf(document, { ...one, main, sides, head, entry }),
    comment: commentBefore(main.pair),
    sections: {
      ...(route && { traefik: route.section }),
      ...(tile.glance && { glance: tile.glance }),
      ...(watchtower && { watchtower }),
      ...(Object.keys(further).length > 0 && { pages: further }),
    },
    head: [` From ${path.split('/').at(-1)}, by hl import.`, ...(before === undefined ? [] : [before])].join('\n\n'),
  });
  return { path: `${folder}/${category}/${service}.yml`, text };
}

function setHealth(container: YAMLMap, endpoint: string): void {
  const own = container.get('healthcheck');
  if (isMap(own)) own.set('endpoint', endpoint);
  else container.set('healthcheck', new Map([['endpoint', endpoint]]));
}

/** Relative paths lie in another directory now, unless the project stays where it is. */
function tellPaths(container: YAMLMap, installPath: string | null, service: string, remarks: Remarks): void {
  const volumes = container.get('volumes');
  for (const item of isSeq(volumes) ? volumes.items : []) {
    const source = isMap(item) ? String(item.get('source') ?? '') : isScalar(item) ? (String(item.value).split(':')[0] ?? '') : '';
    const absolute = 'Write the absolute path, as docker inspect shows it.';
    if (source.startsWith('~')) remarks.add('error', item, `${source} begins at the home directory of whoever ran compose`, absolute);
    const move = 'Move what lies there, list small files under extra_files, or write deployment.install_path.';
    if (source.startsWith('.') && installPath === null)
      remarks.add('info', item, `${source} is below the install path on the host, such as /opt/${service}`, move);
  }
}
