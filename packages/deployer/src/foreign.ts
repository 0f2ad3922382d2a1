import type { Container } from './containers.js';
import type { Holding } from './observe.js';
import type { ComposeSpec } from './spec.js';

/** What somebody else holds under the service's name, or null. Only enough to tell what it is: it may hold secrets. */
export function conflictOf({ service, names, containers, places }: Holding): ComposeSpec | null {
  const taken = containers.find(
    ({ owner, name, project }) => owner !== service && (name === service || project === service || (owner === '' && names.includes(name))),
  );
  const file = places.find(({ foreign }) => foreign !== undefined);
  if (taken === undefined && file === undefined) return null;
  return {
    project: taken?.project ?? service,
    installPath: file?.path ?? taken?.directory ?? '',
    compose: '',
    files: [],
    secrets: {},
    secretsFile: null,
    onFailure: 'rollback',
    dependsOnServices: [],
    running: taken?.state === 'running',
    leftovers: [],
    foreign: taken === undefined ? `${file?.path}/${file?.foreign}` : describe(taken),
  };
}

const describe = ({ name, image, project }: Container): string =>
  `container ${name} of ${project === '' ? 'no project' : `project ${project}`}, image ${image}`;
