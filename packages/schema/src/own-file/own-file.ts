import { posix } from 'node:path';
import {
  environmentOf,
  listOf,
  mapOf,
  merge,
  mountSources,
  namesIn,
  overrideFiles,
  undefinedIn,
  variablesIn,
  type JsonMap,
} from '@hl/compose';
import { isRecord, type Json } from '@hl/core';
import { show } from '../check/show.js';
import type { Field } from '../diagnostic.js';
import { givenOf } from '../deployment/variables.js';
import type { DeploymentContext } from '../service/context.js';
import { checkInSwarm } from './in-swarm.js';

/** What compose would refuse, would not start or would not use of a compose file of one's own, as it lies on the host. */
export function checkOnHost(context: DeploymentContext, top: JsonMap, own: Field, source: string): void {
  const { input, deployment: given } = context;
  const main = given.compose_service ?? input.service.name;
  const whole = overrideFiles(main, mapOf(given.compose as Json)).reduce<JsonMap>(merge, top);
  for (const { path, message } of undefinedIn(top)) own.at(...path).error('undefined', message, 'Compose refuses the file otherwise.');
  checkFiles(context, top, own);
  if (isSwarm(context)) checkInSwarm(mapOf(top['services']), own.at('services'), false);
  checkProfiles(context, mapOf(mapOf(whole['services'])[main]), own.at('services', main));
  checkDefinitions(context, top, own, Object.keys(environmentOf(given.environment as Json)));
  tellUnused(context, whole, `Write NAME: \${NAME} under environment of services.${main} in ${source}, or env_file: .env there.`);
}

const isSwarm = ({ site, deployment }: DeploymentContext): boolean => site.hosts[deployment.target_host]?.kind === 'swarm';

/** The same of side containers. Networks and volumes that are only used are made. */
export function checkSides(context: DeploymentContext, services: JsonMap): void {
  const { input, deployment: given, report } = context;
  const field = report.at('deployment');
  const { configs = {}, secrets = {}, services: more } = mapOf(given.compose as Json);
  const known = Object.keys({ [given.compose_service ?? input.service.name]: null, ...mapOf(more) });
  const all = Object.values(services).map(mapOf);
  const made = (names: readonly string[]): JsonMap => Object.fromEntries(names.map((name) => [name, null]));
  const top = {
    services: { ...Object.fromEntries(known.map((name) => [name, {}])), ...services },
    networks: made(all.flatMap(({ networks }) => namesIn(networks))),
    volumes: made(all.flatMap(mountSources).filter((name) => !name.includes('/'))),
    configs,
    secrets,
  };
  for (const { path, message } of undefinedIn(top))
    field
      .at(...path)
      .error('undefined', message.replace('top of the file', 'top of deployment.compose'), 'Compose refuses the file otherwise.');
  checkFiles(context, { services }, field);
  if (isSwarm(context)) checkInSwarm(services, field.at('services'), true);
  checkDefinitions(context, mapOf(given.compose as Json), field.at('compose'));
  for (const [key, { profiles }] of Object.entries(services).map(([key, one]) => [key, mapOf(one)] as const))
    if (listOf(profiles).length > 0)
      field
        .at('services', key, 'profiles')
        .key()
        .warn('profiles', `${key} has profiles, and would not be started`, 'Remove the line: hl starts every container of a service.');
}

/** Files that compose reads besides: other compose files, and what images are built from. */
function checkFiles(context: DeploymentContext, top: JsonMap, own: Field): void {
  const check = reaches(context);
  for (const [index, entry] of listOf(top['include']).entries())
    for (const path of listOf(isRecord(entry) ? mapOf(entry)['path'] : entry)) check(path, own.at('include', index));
  for (const [key, container] of Object.entries(mapOf(top['services']))) checkSources(context, mapOf(container), own.at('services', key));
}

/** The same of one container. */
export function checkSources(context: DeploymentContext, { extends: base, build, image }: JsonMap, field: Field): void {
  const check = reaches(context);
  if (base !== undefined) check(mapOf(base)['file'], field.at('extends', 'file'));
  if (build === undefined || build === null || image !== undefined || mapOf(build)['dockerfile_inline'] !== undefined) return;
  const { context: folder = '.', dockerfile = 'Dockerfile' } = isRecord(build) ? mapOf(build) : { context: build };
  const hint = 'Push the image to a registry and write image, or list all that it is built from under extra_files.';
  check(`${String(folder)}/${String(dockerfile)}`, field.at('build'), hint);
}

const reaches =
  ({ deployment: { extra_files: extra = [] } }: DeploymentContext) =>
  (path: Json | undefined, field: Field, hint?: string): void => {
    const brought = extra.map(({ source, destination }) =>
      posix.normalize(destination.endsWith('/') ? posix.join(destination, posix.basename(source)) : destination),
    );
    if (typeof path !== 'string' || /^[/~]|\$|:/.test(path) || brought.includes(posix.normalize(path))) return;
    const list = `List it: extra_files: [{ source: ${path}, destination: ${path} }].`;
    field.error('missing-file', `${show(posix.normalize(path))} does not reach the host`, hint ?? list);
  };

function checkProfiles({ deployment: given }: DeploymentContext, { profiles }: JsonMap, field: Field): void {
  const active = String(environmentOf(given.environment as Json)['COMPOSE_PROFILES'] ?? '').split(',');
  const names = listOf(profiles).map(String);
  if (names.length === 0 || active.includes('*') || names.some((name) => active.includes(name))) return;
  const hint = `Remove profiles, or write COMPOSE_PROFILES: ${names[0]} under deployment.environment.`;
  field.at('profiles').error('profiles', 'compose does not start the main container without its profile', hint);
}

/** Configs and secrets of compose, which come from a file on the host or from a variable. */
function checkDefinitions(context: DeploymentContext, top: JsonMap, field: Field, more: readonly string[] = []): void {
  if (top['configs'] === undefined && top['secrets'] === undefined) return;
  const { names, any } = givenOf(context);
  const { extra_files: extra = [] } = context.deployment;
  for (const part of ['configs', 'secrets'])
    for (const [key, definition] of Object.entries(mapOf(top[part]))) {
      const { file, environment: name } = mapOf(definition);
      const here = field.at(part, key);
      if (typeof name === 'string' && !name.includes('$') && !any && !names.has(name) && !more.includes(name))
        here.at('environment').error('variable', `${name} has no value`, `List it: deployment.secrets: [{ name: ${name} }].`);
      if (typeof file !== 'string' || /^[/~]|\$/.test(file)) continue;
      const path = posix.normalize(file);
      if (extra.some(({ destination }) => posix.normalize(destination) === path)) continue;
      const bring = `List it: extra_files: [{ source: ${path}, destination: ${path} }]`;
      const hint =
        part === 'configs' ? `${bring}.` : `Write environment: NAME instead of file, with NAME under deployment.secrets; or put it there.`;
      here.at('file').warn('missing-file', `${show(file)} is not brought along: it must be on the host before`, hint);
    }
}

/** Values reach `.env`, and from there only what names them. */
function tellUnused({ input, deployment: given, report }: DeploymentContext, top: JsonMap, hint: string): void {
  const containers = Object.values(mapOf(top['services'])).map(mapOf);
  const reads = (file: Json): boolean => /^(\.\/)?\.env$|^[/~]|\$/.test(String(isRecord(file) ? mapOf(file)['path'] : file));
  const elsewhere = top['include'] !== undefined || containers.some((one) => one['extends'] !== undefined);
  if (elsewhere || containers.some((one) => listOf(one['env_file']).some(reads))) return;
  const bare = (written: Json | undefined): string[] =>
    Object.entries(environmentOf(written)).flatMap(([name, value]) => (value === null ? [name] : []));
  const used = new Set([
    ...variablesIn(top).map(({ name }) => name),
    ...containers.flatMap(({ environment, build }) => [...bare(environment), ...bare(mapOf(build)['args'])]),
    ...['configs', 'secrets'].flatMap((part) => Object.values(mapOf(top[part])).map((one) => String(mapOf(one)['environment']))),
  ]);
  const tell = (name: string | undefined, field: Field): void => {
    if (name === undefined || used.has(name) || /^(COMPOSE|DOCKER)_/.test(name)) return;
    field.warn('no-effect', `${name} reaches no container: the compose file does not name it`, hint.replaceAll('NAME', name));
  };
  const field = report.at('deployment');
  const { environment: written = {}, secrets = [] } = given;
  for (const [index, name] of Object.keys(environmentOf(written as Json)).entries())
    tell(name, field.at('environment', Array.isArray(written) ? index : name));
  for (const [index, entry] of secrets.entries()) tell(typeof entry === 'string' ? undefined : entry.name, field.at('secrets', index));
  const { authentik } = input;
  if (authentik?.method !== 'oidc' || authentik.enabled === false) return;
  for (const key of ['client_id_variable', 'client_secret_variable'] as const) tell(authentik[key], report.at('authentik', key));
}
