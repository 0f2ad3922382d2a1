import { isRecord, type Deployment } from '@hl/core';
import { didYouMean } from '../check/nearest.js';
import { notOneOf, show } from '../check/show.js';
import type { Context } from '../service/context.js';
import { readYaml } from '../yaml/read.js';
import { checkContainer, checkFile } from './compose.js';
import { find, text } from './files.js';

export function sideContainers({ input, report }: Context): Deployment['services'] {
  const { services = {}, network_mode = '', compose, compose_file: own } = input.deployment;
  const field = report.at('deployment');
  for (const [name, container] of Object.entries(services)) {
    const here = field.at('services', name);
    const keys = Object.keys(container);
    if (name === input.service.name) {
      const hint = 'Give the side container another name; the main one is described under deployment.';
      here.key().error('same-container', `${name} is the main container`, hint);
    }
    if (!keys.includes('image') && !keys.includes('build')) {
      const similar = keys.find((key) => didYouMean('image', [key]));
      here.missing('image', similar ? `Did you write ${similar} for image?` : `Add image: … under deployment.services.${name}.`);
    }
    checkContainer(container, here);
  }
  checkContainer(compose, field.at('compose'));
  checkFile(compose, field.at('compose'));
  const shared = /^service:(.*)$/.exec(network_mode)?.[1];
  const hint = 'Name one of the side containers under deployment.services.';
  if (shared !== undefined && !Object.hasOwn(services, shared) && own === undefined)
    field.at('network_mode').tell(notOneOf(shared, Object.keys(services), hint));
  return services as Deployment['services'];
}

export function dependsOn({ input: { deployment: given }, report }: Context): Deployment['dependsOn'] {
  const wanted = given.depends_on ?? [];
  const known = Object.keys(given.services ?? {});
  const hint = 'Name one of the side containers under deployment.services; for other services there is depends_on_services.';
  for (const [index, name] of (Array.isArray(wanted) ? wanted : Object.keys(wanted)).entries()) {
    if (given.compose_file !== undefined || known.includes(name)) continue;
    const field = report.at('deployment', 'depends_on');
    (Array.isArray(wanted) ? field.at(index) : field.at(name).key()).tell(notOneOf(name, known, hint));
  }
  return wanted as Deployment['dependsOn'];
}

export function composeFile(context: Context): Deployment['composeFile'] {
  const { input, report } = context;
  const field = report.at('deployment', 'compose_file');
  const found = input.deployment.compose_file === undefined ? null : find(context, input.deployment.compose_file, field);
  if (!found) return null;
  const content = text(found.content);
  const { value, report: own } = readYaml(content, found.source, { free: true }, 'compose file');
  checkFile(value, own);
  for (const { line, column, message, hint } of own.diagnostics())
    field.error('compose-file', `${found.source}:${line}:${column}: ${message}`, hint);
  if (value === undefined) return null;
  const { services } = value;
  const { name } = input.service;
  if (!isRecord(services) || Object.keys(services).length === 0)
    field.error('compose-file', `${found.source} has no services`, 'A compose file lists its containers under services.');
  else if (!Object.hasOwn(services, name)) {
    const hint = `Call the main container ${name}, as the service is.`;
    field.warn('compose-file', `${found.source} has no container called ${show(name)}`, hint);
  }
  return { source: found.source, content };
}
