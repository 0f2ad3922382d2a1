import type { Imported, ImportInput } from './options.js';
import { mainContainer } from './read/main-container.js';
import { openProject, serviceName, startedOf } from './read/project.js';
import { hideInDrivers, hideKnown, namesIn } from './read/hide.js';
import { resolveContainer, resolveTop } from './read/resolve.js';
import { secrets, type Secret } from './read/secrets.js';
import { remarks as collect } from './remarks.js';
import { keepCompose } from './write/keep-compose.js';
import { oneService } from './write/one-service.js';
import { standAlone, topOf } from './write/split.js';

/**
 * One compose file as service files: what our file says in words of its own becomes that, the rest stays in compose's, comments travel.
 * The values of secrets are never in the result.
 *
 * @throws HlError HL_IMPORT (`input`) when it is no compose file
 */
export function importCompose(input: ImportInput): Imported {
  if (input.options.keepCompose) return kept(input);
  const { unresolved, ...imported } = converted(input);
  if (unresolved.size === 0 || input.options.split) return imported;
  const names = [...unresolved].map((name) => `\${${name}}`).join(', ');
  const message = `${names} stands where only compose can put a value, so the compose file is brought along as it is`;
  const hint = 'Write the values into .env beside it and import again, to have a service file instead.';
  const { remarks, ...rest } = kept(input);
  return { ...rest, remarks: [{ severity: 'warning', line: 1, message, hint }, ...remarks] };
}

const shown = (list: readonly Secret[]): Imported['secrets'] => list.map(({ name, source }) => ({ name, source }));

function kept(input: ImportInput): Imported {
  const remarks = collect();
  const project = openProject(input, remarks);
  const list = secrets(serviceName(project.name), remarks);
  return { files: keepCompose(input, project, list, remarks), remarks: remarks.list, secrets: shown(list.list) };
}

function converted(input: ImportInput): Imported & { readonly unresolved: ReadonlySet<string> } {
  const remarks = collect();
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
  const groups = split ? containers.map((one) => ({ main: one, sides: [] })) : [{ main, sides: containers.filter((one) => one !== main) }];
  const files = groups.map(({ main, sides }, index) => {
    const service = serviceName(split ? main.key : name);
    const list = secrets(service, remarks);
    const around = { ...project, secrets: list, remarks, unresolved };
    resolveTop(document, around);
    for (const { key, node } of [main, ...sides]) resolveContainer(key, node, around);
    if (index === 0) hideInDrivers(document, list);
    const names = namesIn(document);
    for (const { node } of [main, ...sides]) hideKnown(node, list, names);
    written.push(...list.list);
    const top = split ? topOf(document, main, name) : document.contents;
    return oneService(input, { document, top, main, sides, service, project: split ? null : name, secrets: list, remarks });
  });
  return { files, remarks: remarks.list, secrets: shown(written), unresolved };
}
