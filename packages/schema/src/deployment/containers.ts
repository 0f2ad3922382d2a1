import { didYouMean, environmentOf, type JsonMap, mapOf, portsOf } from '@hl/compose';
import { isRecord, type Deployment, type Json } from '@hl/core';
import { notOneOf, show } from '../check/show.js';
import type { DeploymentContext } from '../service/context.js';
import type { Field } from '../diagnostic.js';
import { checkOnHost, checkSides } from '../own-file/own-file.js';
import { readYaml } from '../yaml/read.js';
import { checkContainer, checkFile, tellProblems } from './compose.js';
import { find, text } from './files.js';
import { tellPlain } from '../check/plain-secret.js';

export function sideContainers(context: DeploymentContext): Deployment['services'] {
  const { input, deployment, report } = context;
  const { services = {}, network_mode = '', compose, compose_file: own } = deployment;
  const field = report.at('deployment');
  for (const [name, container] of Object.entries(services)) {
    const here = field.at('services', name);
    const keys = Object.keys(container);
    if (name === (deployment.compose_service ?? input.service.name)) {
      const hint = 'Give the side container another name; the main one is described under deployment.';
      here.key().error('same-container', `${name} is the main container`, hint);
    }
    if (!keys.includes('image') && !keys.includes('build')) {
      const similar = keys.find((key) => didYouMean('image', [key]));
      here.missing('image', similar ? `Did you write ${similar} for image?` : `Add image: … under deployment.services.${name}.`);
    }
    checkContainer(container, here);
    const { environment } = container as JsonMap;
    if (environment === undefined) continue;
    for (const [variable, value] of Object.entries(environmentOf(environment)))
      tellPlain(variable, value ?? '', () => here.at('environment', ...placeOf(environment, variable)), 'deployment.secrets');
  }
  if (compose) {
    checkContainer(compose, field.at('compose'));
    checkFile(compose, field.at('compose'));
  }
  if (own === undefined && (deployment.services || compose)) checkSides(context, services as JsonMap);
  const shared = own === undefined ? /^service:(.*)$/.exec(network_mode)?.[1] : undefined;
  const known = shared === undefined ? [] : besideMain(context);
  const hint = `Name one of the side containers under deployment.services; for one of another service write container:${shared}.`;
  if (shared !== undefined && !known.includes(shared)) field.at('network_mode').tell(notOneOf(shared, known, hint));
  return services as Deployment['services'];
}

/** Where a variable stands: in a mapping by its name, in a list by its index. */
const placeOf = (environment: Json | undefined, name: string): (string | number)[] =>
  Array.isArray(environment) ? [environment.findIndex((line) => String(line).startsWith(`${name}=`))] : [name];

/** Keys of the side containers; an override may add some. */
function besideMain({ input, deployment: { services, compose, compose_service: main = input.service.name } }: DeploymentContext): string[] {
  const all = { ...services, ...mapOf(mapOf(compose as JsonMap | undefined)['services']) };
  return Object.keys(all).filter((key) => key !== main);
}

export function dependsOn(context: DeploymentContext): Deployment['dependsOn'] {
  const { deployment: given, report } = context;
  const wanted = given.depends_on;
  if (wanted === undefined) return [];
  const known = besideMain(context);
  const hint = 'Name one of the side containers under deployment.services; for other services there is depends_on_services.';
  for (const [index, name] of (Array.isArray(wanted) ? wanted : Object.keys(wanted)).entries()) {
    if (given.compose_file !== undefined || known.includes(name)) continue;
    const field = report.at('deployment', 'depends_on');
    (Array.isArray(wanted) ? field.at(index) : field.at(name).key()).tell(notOneOf(name, known, hint));
  }
  return wanted as Deployment['dependsOn'];
}

/** A compose file of the service's own, and where its parts are in it. */
export interface OwnFile {
  readonly file: NonNullable<Deployment['composeFile']>;
  readonly field: Field;
}

export function composeFile(context: DeploymentContext): OwnFile | null {
  const { input, deployment, report } = context;
  const field = report.at('deployment', 'compose_file');
  const found = deployment.compose_file === undefined ? null : find(context, deployment.compose_file, field);
  if (!found) return null;
  const content = text(found.content);
  const { value, report: own } = readYaml(content, found.source, { free: true }, 'compose file');
  checkFile(value, own);
  report.include(own);
  if (value === undefined) return null;
  const { services } = value;
  const name = deployment.compose_service ?? input.service.name;
  if (!isRecord(services) || Object.keys(services).length === 0)
    field.error('compose-file', `${found.source} has no services`, 'A compose file lists its containers under services.');
  else if (!Object.hasOwn(services, name)) {
    const [only, ...more] = Object.keys(services);
    const hint = `Write compose_service: ${more.length === 0 ? only : (didYouMean(name, Object.keys(services))?.slice(13, -1) ?? only)}, the key of the main container there.`;
    const message = `${found.source} has no container called ${show(name)}`;
    if (deployment.compose_service === undefined) field.warn('compose-file', message, hint);
    else report.at('deployment', 'compose_service').error('compose-file', message, hint);
  }
  tellProblems(value as JsonMap, 'file', () => own);
  checkOnHost(context, value as JsonMap, own, found.source);
  return { file: { source: found.source, content }, field: own };
}

/** The one TCP port that a container publishes on the host; null: none, or several. */
export function solePort(container: JsonMap): number | null {
  const tcp = portsOf(container).filter(({ protocol, published }) => protocol === 'tcp' && published !== null);
  const [only] = tcp;
  return tcp.length === 1 && only?.published?.[0] === only?.published?.[1] ? (only?.published?.[0] ?? null) : null;
}
