import type { Deployment, Json } from '@hl/core';
import { didYouMean } from '../check/nearest.js';
import { notOneOf, show } from '../check/wording.js';
import type { Path, Report } from '../diagnostic.js';
import { readYaml } from '../yaml/read.js';
import type { Context } from './context.js';
import { checkContainer } from './docker-grammar.js';
import { find, text } from './files.js';

export function sideContainers({ input, report }: Context): Deployment['services'] {
  const given = (input.deployment.services ?? {}) as Deployment['services'];
  for (const [name, container] of Object.entries(given)) {
    const path: Path = ['deployment', 'services', name];
    const keys = Object.keys(container as object);
    if (name === input.service.name)
      report.add({
        path,
        rule: 'same-container',
        message: `${name} is the main container`,
        hint: 'Give the side container another name; the main one is described under deployment.',
        place: 'key',
      });
    if (!keys.includes('image') && !keys.includes('build')) {
      report.add({
        path: [...path, 'image'],
        rule: 'required',
        message: 'image is required',
        hint: didYouMean('image', keys)
          ? `Did you write ${keys.find((key) => didYouMean('image', [key]))} for image?`
          : `Add image: … under deployment.services.${name}.`,
        place: 'key',
      });
    }
    checkContainer(container, path, report);
  }
  const raw = input.deployment.compose as Json | undefined;
  checkContainer(raw ?? null, ['deployment', 'compose'], report);
  checkAll(raw ?? null, ['deployment', 'compose'], report);
  const mode = /^service:(.*)$/.exec(input.deployment.network_mode ?? '')?.[1];
  if (mode !== undefined && !Object.hasOwn(given, mode) && input.deployment.compose_file === undefined) {
    report.add(
      notOneOf(['deployment', 'network_mode'], mode, Object.keys(given), 'Name one of the side containers under deployment.services.'),
    );
  }
  return given;
}

/** What Docker and compose refuse of a whole compose file. */
function checkAll(file: Json, path: Path, report: Report): void {
  const { services, name: project } = (file ?? {}) as { services?: Json; name?: Json };
  if (typeof project === 'string' && !project.includes('$') && !/^[a-z0-9][a-z0-9_-]*$/.test(project))
    report.error(
      [...path, 'name'],
      'project-name',
      `${show(project)} is not the name of a project`,
      'Compose wants lower case letters, digits, dashes and underscores, the first a letter or digit.',
    );
  if (typeof services !== 'object' || services === null || Array.isArray(services)) return;
  for (const [name, container] of Object.entries(services)) checkContainer(container, [...path, 'services', name], report);
}

export function dependsOn({ input: { deployment: given }, report }: Context): Deployment['dependsOn'] {
  const wanted = given.depends_on ?? [];
  if (given.compose_file === undefined) {
    const known = Object.keys(given.services ?? {});
    const hint = 'Name one of the side containers under deployment.services; for other services there is depends_on_services.';
    for (const [index, name] of (Array.isArray(wanted) ? wanted : Object.keys(wanted)).entries()) {
      if (!known.includes(name))
        report.add({
          ...notOneOf(['deployment', 'depends_on', Array.isArray(wanted) ? index : name], name, known, hint),
          place: Array.isArray(wanted) ? 'value' : 'key',
        });
    }
  }
  return wanted as Deployment['dependsOn'];
}

export function composeFile(context: Context): Deployment['composeFile'] {
  const { input, report } = context;
  const path: Path = ['deployment', 'compose_file'];
  const found = input.deployment.compose_file === undefined ? null : find(context, input.deployment.compose_file, path);
  if (!found) return null;
  const content = text(found.content);
  const { value, report: own } = readYaml(content, found.source, { free: true }, 'compose file');
  checkAll((value ?? null) as Json, [], own);
  for (const { line, column, message, hint } of own.diagnostics)
    report.error(path, 'compose-file', `${found.source}:${line}:${column}: ${message}`, hint);
  if (value === undefined) return null;
  const services = value['services'];
  if (typeof services !== 'object' || services === null || Array.isArray(services) || Object.keys(services).length === 0) {
    report.error(path, 'compose-file', `${found.source} has no services`, 'A compose file lists its containers under services.');
  } else if (!Object.hasOwn(services, input.service.name)) {
    report.warn(
      path,
      'compose-file',
      `${found.source} has no container called ${show(input.service.name)}`,
      `Call the main container ${input.service.name}, as the service is.`,
    );
  }
  return { source: found.source, content };
}
