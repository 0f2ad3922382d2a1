import { didYouMean, environmentOf, type JsonMap, mapOf, nearest, overrideParts, portOf, problemsOf, readCompose } from '@hl/compose';
import { isRecord, type Deployment, type Json } from '@hl/core';
import { imageFix } from '../check/docker.js';
import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import type { DeploymentContext } from '../service/context.js';
import { effectiveOf } from './effective.js';
import { checkContainer as checkVariables, type Given } from './variables.js';
import { volumeHint } from './volumes.js';

/** What Docker and compose refuse of a whole compose file. */
export function checkFile(file: unknown, field: Field): void {
  const { services, name } = isRecord(file) ? file : {};
  if (literal(name) && !/^[a-z0-9][a-z0-9_-]*$/.test(name)) {
    const hint = 'Compose wants lower case letters, digits, dashes and underscores, the first a letter or digit.';
    field.at('name').error('project-name', `${show(name)} is not the name of a project`, hint);
  }
  for (const [key, container] of Object.entries(isRecord(services) ? services : {})) checkContainer(container, field.at('services', key));
}

/** What Docker refuses for certain of a container that is as the compose specification has it. */
export function checkContainer(container: unknown, field: Field): void {
  const { image, ports, volumes } = isRecord(container) ? container : {};
  const fix = literal(image) ? imageFix(image) : null;
  if (fix !== null) field.at('image').error('image', `${show(image)} is not the name of an image`, fix);
  for (const [index, port] of entries(ports)) {
    const none = [portOf(port as Json)].flatMap((entry) => [...(entry?.published ?? []), ...(entry?.target ?? [])]).includes(0);
    if (none) field.at('ports', index).error('maximum', '0 is not a port', 'Ports go from 1 to 65535.');
  }
  for (const [index, volume] of entries(volumes)) {
    if (!literal(volume)) continue;
    const [host = '', target = host, mode = 'rw', ...rest] = volume.split(':');
    const here = field.at('volumes', index);
    if ([host, target, mode].includes('') || rest.length > 0) here.error('volume', `${show(volume)} is not host:container`, volumeHint);
    else if (!target.startsWith('/') || target === '/')
      here.error('path', `${show(target)} is not an absolute path in the container`, 'Write a path such as /data.');
  }
}

/** An override speaks of containers that are there, at the level where compose has its keys. */
export function checkOverride({ input, deployment: given, report }: DeploymentContext, deployment: Deployment, variables: Given): void {
  const main = deployment.composeService ?? input.service.name;
  const environment = (key: string) => () => ({
    ...environmentOf(effectiveOf(input.service.name, deployment).containers.get(key)?.['environment']),
    ...(key === main ? deployment.environment : {}),
  });
  checkVariables(deployment.container, environment(main), () => report.at('deployment'), variables);
  for (const [key, container] of Object.entries(deployment.services)) {
    const here = () => report.at('deployment', 'services', key);
    tellProblems(container, 'service', here);
    checkVariables(container, environment(key), here, variables);
  }
  if (given.compose === undefined) return;
  const field = report.at('deployment', 'compose');
  const { file, own } = overrideParts(given.compose as JsonMap);
  const { composeFile } = deployment;
  const known = composeFile ? [...readCompose(composeFile.content).services.keys()] : [main, ...Object.keys(deployment.services)];
  for (const [key, value] of Object.entries(mapOf(file['services']))) {
    if (known.includes(key) || (isRecord(value) && ('image' in value || 'build' in value))) continue;
    const hint = `${didYouMean(key, known) ?? `The service has ${known.join(', ')}.`} A new container needs an image.`;
    field
      .at('services', key)
      .key()
      .error('no-container', `there is no container ${show(key)}`, hint);
  }
  const [first] = Object.keys(own);
  if (first !== undefined && !known.includes(main)) {
    const hint = `Write compose_service: ${known[0]}, or compose: { services: { ${known[0]}: … } }.`;
    field
      .at(first)
      .key()
      .error('no-container', `there is no container ${show(main)}`, hint);
  }
  const misplaced = Object.keys(own).filter((key) => isRecord(own[key]) && (known.includes(key) || meantAtTop(key) !== undefined));
  for (const key of misplaced) {
    const [isThere, message] = [known.includes(key), `${key} is a container, and stands beside services`];
    if (isThere) field.at(key).key().error('no-container', message, `Write compose: { services: { ${key}: … } }.`);
    else
      field
        .at(key)
        .key()
        .error('unknown-key', `unknown key ${key}`, `Did you mean ${meantAtTop(key)}?`);
  }
  const ofMain = Object.fromEntries(Object.entries(own).filter(([key]) => !misplaced.includes(key)));
  tellProblems(file, 'file', () => field);
  tellProblems(ofMain, 'service', () => field);
  const { services, ...rest } = file;
  for (const [key, container] of Object.entries(mapOf(services)))
    checkVariables(container, environment(key), () => field.at('services', key), variables);
  checkVariables({ ...rest, ...own }, environment(main), () => field, variables);
}

const composeHint = 'Write it as compose’s documentation has it: docs.docker.com/reference/compose-file/services.';

/** What the compose specification has not. */
export function tellProblems(
  written: Json,
  as: 'file' | 'service',
  field: () => Field,
  isTold: (path: readonly string[]) => boolean = () => false,
): void {
  if (isRecord(written) && Object.keys(written).length === 0) return;
  for (const { path, message } of problemsOf(written, as).filter(({ path }) => !isTold(path))) {
    const here = field().at(...path);
    (message.startsWith('unknown key') ? here.key() : here).error('compose', message, composeHint);
  }
}

const meantAtTop = (key: string): string | undefined => nearest(key, ['services', 'networks', 'volumes', 'configs', 'secrets']);

/** What compose fills in is known on the host only. */
const literal = (value: unknown): value is string => typeof value === 'string' && !value.includes('$');

const entries = (list: unknown): Iterable<[number, unknown]> => (Array.isArray(list) ? list.entries() : []);
