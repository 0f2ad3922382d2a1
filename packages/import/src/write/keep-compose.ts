import { variablesIn } from '@hl/compose';
import type { Json } from '@hl/core';
import { visit, type Scalar, type YAMLMap } from 'yaml';
import { labelsOf } from '../labels/labels.js';
import { tileOf } from '../labels/tiles.js';
import { entriesOf } from '../read/entries.js';
import { readEnv } from '../read/env-file.js';
import { interpolate } from '../read/interpolate.js';
import { eachText, hideInDrivers, hideKnown, hideSecrets, namesIn } from '../read/hide.js';
import { envFilesOf, variablesOfDefinitions } from '../read/resolve.js';
import { isSecret, listed, type Secrets } from '../read/secrets.js';
import { remarks as collect, type Remarks } from '../remarks.js';
import { mainContainer } from '../read/main-container.js';
import { serviceName, type Project } from '../read/project.js';
import { pageEntry, portEntries } from '../read/ports.js';
import { serviceFile } from './service-file.js';
import type { Imported, ImportInput } from '../options.js';

/** The compose file as it is, but for secrets that are written in it, and a service file that names it. */
export function keepCompose(
  { text, options }: ImportInput,
  { document, containers, name: project, env, read }: Project,
  secrets: Secrets,
  remarks: Remarks,
): Imported['files'] {
  const { targetHost, installPath } = options;
  const service = serviceName(project);
  const environment: Record<string, string> = {};
  const give = (name: string, at: unknown): void => {
    const value = env[name] ?? null;
    if (Object.hasOwn(environment, name) || secrets.list.some((one) => one.variable === name)) return;
    if (value !== null && !isSecret(name, value)) environment[name] = value;
    else secrets.claim(name, service, { value, variable: name }, at);
  };
  const scalars: Scalar[] = [];
  visit(document.contents, { Scalar: (place, node) => void (place === 'key' || scalars.push(node)) });
  for (const node of scalars)
    for (const { name, default: otherwise } of variablesIn(node.value as Json))
      if (env[name] !== undefined || otherwise === null) give(name, node);
  for (const { name, at } of variablesOfDefinitions(document)) give(name, at);
  const extra: { path: string; content: string }[] = [];
  for (const { node } of containers) {
    for (const { name, value, at } of entriesOf(node, 'environment'))
      if (value === null && (env[name] !== undefined || isSecret(name, null))) give(name, at);
    for (const { path, at } of envFilesOf(node))
      if (path === '.env') for (const name of Object.keys(env)) give(name, at);
      else if (!extra.some((one) => one.path === path)) bringAlong(path, at);
  }
  const own = new Map(scalars.map((node) => [node, node.value]));
  for (const { key, node } of containers) hideSecrets(key, node, secrets);
  hideInDrivers(document, secrets);
  hideKnown(document.contents, secrets, namesIn(document));
  const changed = scalars.filter((node) => own.get(node) !== node.value);

  const { main, why } = mainContainer(containers, service);
  if (containers.length > 1)
    remarks.add('info', main.pair.key, `${main.key} is the main container: ${why}`, 'Write another one as deployment.compose_service.');
  const valueOf = (name: string) => (env[name] === undefined ? null : { text: env[name] });
  eachText(main.node.get('ports'), (scalar) => (scalar.value = interpolate(scalar.value, valueOf, () => '')));
  const port = pageEntry(portEntries(main.node))?.published ?? null;
  const tile = tileOf(labelsOf(main.node), collect());
  const routes = 'To have hl make the routes, remove them and write traefik: {…}.';
  if (containers.some(({ node }) => labelsOf(node).names('traefik.').length > 0))
    remarks.add('info', main.pair.key, 'its labels stay, and Traefik goes on reading them', routes);
  const file = `${service}.compose.yaml`;
  const deployment = document.createNode({
    target_host: targetHost,
    ...(port !== null && { port }),
    ...(installPath !== undefined && { install_path: installPath }),
    compose_file: file,
    ...(main.key !== service && { compose_service: main.key }),
    ...(Object.keys(environment).length > 0 && { environment }),
    ...(secrets.list.length > 0 && { secrets: listed(secrets) }),
    ...(extra.length > 0 && { extra_files: extra.map(({ path }) => ({ source: `${service}.${path}`, destination: path })) }),
  }) as YAMLMap;
  const written = serviceFile(options, { name: service, tile, deployment });
  const beside = (name: string): string => written.path.replace(/[^/]*$/, () => name);
  return [
    written,
    { path: beside(file), text: edited(text, changed) },
    ...extra.map(({ path, content }) => ({ path: beside(`${service}.${path}`), text: content })),
  ];

  function bringAlong(path: string, at: unknown): void {
    const content = read(path);
    const secret = Object.entries(readEnv(content ?? '')).find(([name, value]) => isSecret(name, value));
    if (content !== null && secret === undefined && !path.includes('/')) return void extra.push({ path, content });
    const what = content === null ? 'is not beside the file' : `holds ${secret?.[0] ?? 'what cannot be sent'}, which was not copied`;
    const hint = 'Write its variables into the compose file, secret ones as ${NAME} with the name under secrets, and remove env_file.';
    remarks.add('error', at, `env_file ${path} ${what}`, hint);
  }
}

/** Every byte but those of the scalars that have changed. */
function edited(text: string, changed: readonly Scalar[]): string {
  const shift = text.startsWith('\uFEFF') ? 1 : 0;
  const at = new Map(changed.map((node) => [node.range?.[0] ?? 0, node]));
  return [...at.values()]
    .sort((a, b) => (b.range?.[0] ?? 0) - (a.range?.[0] ?? 0))
    .reduce((rest, { range, value }) => {
      const [from, to] = [(range?.[0] ?? 0) + shift, (range?.[1] ?? 0) + shift];
      // A block's last line break is its own.
      const end = /\s*$/.exec(rest.slice(from, to))?.[0] ?? '';
      return rest.slice(0, from) + JSON.stringify(value) + end + rest.slice(to);
    }, text);
}
