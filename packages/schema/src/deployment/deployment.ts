import { isIP } from 'node:net';
import { nearest, overrideParts, readCompose, withoutSlash, type JsonMap } from '@hl/compose';
import type { Deployment, Json } from '@hl/core';
import { imageFix } from '../check/docker.js';
import { show } from '../check/show.js';
import { straight } from '../names.js';
import type { DeploymentContext } from '../service/context.js';
import { defaultsOf } from '../site/defaults.js';
import { checkOverride } from './compose.js';
import { checkByCompose, containerSection } from './container.js';
import { composeFile, dependsOn, sideContainers } from './containers.js';
import { effectiveOf, hostPorts, networksOf, publishes, soleAddress } from './effective.js';
import { environment, labels, secrets } from './environment.js';
import { checkEnvFiles, extraFiles, secretsFile } from './files.js';
import { besideOwnFile, checkTogether } from './no-effect.js';
import { portsSection, sharesNetwork } from './ports.js';
import { checkSources } from '../own-file/own-file.js';
import { checkOwnFile, checkWords, givenOf } from './variables.js';
import { volumes } from './volumes.js';

/** What people keep other things in. */
const systemDirectories = /^\/(bin|boot|dev|etc|home|lib|lib32|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)?$/;
const systemTrees = /^\/(bin|boot|dev|etc|lib|lib32|lib64|proc|run|sbin|sys)\//;

/** The container and what comes with it; and the first page's address, when it is not the host's, and port. */
export interface Deployed {
  readonly deployment: Deployment;
  readonly address: string | null;
  readonly port: number | null;
}

export function deploymentSection(whole: DeploymentContext): Deployed {
  const own = composeFile(whole);
  const file = own?.file.source ?? whole.deployment.compose_file;
  const given = file === undefined ? whole.deployment : besideOwnFile(whole, whole.deployment, file);
  const context = given === whole.deployment ? whole : { ...whole, deployment: given };
  const { input, site, report } = context;
  const { name } = input.service;
  const defaults = defaultsOf(site);
  const installPath = withoutSlash(given.install_path ?? `${defaults.installRoot}/${name}`);
  checkInstallPath(context, installPath);
  const variables = givenOf(context);
  const { ours, mounted } = secrets(context);
  const plain = environment(context, variables);
  const without: Deployment = {
    image: given.image ?? null,
    containerPort: given.container_port ?? given.port ?? null,
    installPath,
    restartPolicy: given.restart_policy ?? given.restart ?? defaults.restartPolicy,
    pullPolicy: pullPolicy(given.pull_policy, defaults.pullPolicy),
    volumes: volumes(context, installPath),
    environment: plain,
    secrets: ours,
    secretsFile: secretsFile(context),
    files: extraFiles(context, installPath),
    ports: [],
    networkMode: given.network_mode ?? null,
    networks: (given.networks ?? []) as Json,
    devices: (given.devices ?? []) as readonly Json[],
    privileged: given.privileged ?? false,
    capAdd: given.cap_add ?? [],
    user: given.user ?? null,
    command: given.command ?? null,
    entrypoint: given.entrypoint ?? null,
    dependsOn: dependsOn(context),
    labels: labels(context, containerName(context), variables),
    container: {},
    composeService: given.compose_service ?? null,
    services: sideContainers(context),
    compose: (given.compose ?? {}) as Deployment['compose'],
    composeFile: own && own.file,
    networkOf: null,
    onFailure: given.on_failure ?? defaults.onFailure,
    dependsOnServices: given.depends_on_services ?? [],
  };
  const { address, alone } = addressOf(context, without);
  const { ports, inCompose } = given.compose_file !== undefined ? { ports: [], inCompose: [] } : portsSection(context, address, alone);
  const deployment = { ...without, ports, container: containerSection(context, inCompose, mounted) };
  checkMode(context);
  checkTogether(context, deployment);
  checkEnvFiles(context, deployment, own?.field ?? null);
  const field = report.at('deployment');
  if (own) {
    checkOwnFile(readCompose(own.file.content).top, own.field, variables, plain);
    checkOverride(context, deployment, { ...variables, names: new Set([...variables.names, ...Object.keys(plain)]) });
    if (address === null) checkPublished(context, deployment);
  } else if (given.compose_file === undefined) {
    checkMain(context);
    checkByCompose(context, deployment);
    checkOverride(context, deployment, variables);
    checkWords(given.command, field.at('command'), variables, plain);
    checkWords(given.entrypoint, field.at('entrypoint'), variables, plain);
  }
  const inner = deployment.containerPort;
  const port = given.network_mode === 'none' ? null : address === null ? given.port : inner;
  if (address !== null && given.port !== undefined && given.port !== inner) {
    const hint = 'Remove port or container_port: the program is reached where it listens.';
    field
      .at('port')
      .warn('no-effect', `nothing is published on ${given.port} of the host; the program answers on ${inner} of ${address}`, hint);
  }
  return { deployment, address, port: port ?? null };
}

/** Compose's other policies go to it in its own words. */
const pullPolicy = (given: string | undefined, standard: Deployment['pullPolicy']): Deployment['pullPolicy'] =>
  given === undefined ? standard : given === 'always' || given === 'never' ? given : 'missing';

/** The container's own address, and whether it has no network besides. */
function addressOf(
  { input, deployment: given, report }: DeploymentContext,
  deployment: Deployment,
): { address: string | null; alone: boolean } {
  // Only where networks are defined can one be of such a kind.
  const effective = given.compose || deployment.composeFile ? effectiveOf(input.service.name, deployment) : null;
  const main = { networks: deployment.networks, ...effective?.containers.get(effective.main) };
  const hint = 'Write an IPv4 or IPv6 address, e.g. 192.0.2.60.';
  if (given.address !== undefined && isIP(given.address) === 0)
    report.at('deployment', 'address').error('address', `${show(given.address)} is not an IPv4 or IPv6 address`, hint);
  const address = given.address ?? (effective && soleAddress(main, effective));
  return { address, alone: address !== null && networksOf(main).length < 2 && !sharesNetwork(given.network_mode) };
}

/** The port is one that the service's own compose file publishes, as far as that can be read. */
function checkPublished({ input, deployment: { port }, report }: DeploymentContext, deployment: Deployment): void {
  const { name } = input.service;
  if (port === undefined || publishes(name, deployment, port)) return;
  const known = hostPorts({ name, port: null, address: null, deployment }).filter(({ protocol }) => protocol === 'tcp');
  const list = known.slice(0, 9).map(({ host }) => host);
  const hint =
    list.length === 0
      ? 'Publish it there, under ports of the main container.'
      : `It publishes ${list.join(', ')}: write the one that leads to the program.`;
  report.at('deployment', 'port').error('unpublished', `${deployment.composeFile?.source} does not publish port ${port} of the host`, hint);
}

function checkInstallPath({ input, deployment, report }: DeploymentContext, path: string): void {
  const field = report.at('deployment', 'install_path');
  const own = `/opt/${input.service.name}`;
  if (deployment.install_path !== undefined && !straight(path))
    field.error('path', `${show(path)} is not a plain path`, `Write it without . and .. parts, e.g. ${own}.`);
  else if (systemDirectories.test(path) || systemTrees.test(`${path}/`))
    field.error('path', `${path} belongs to the system`, `Give the service a directory of its own, e.g. ${own}.`);
}

/** What the main container is called: as the service, unless told a name. */
function containerName({ input, deployment: { container_name: own, compose = {}, compose_service: key } }: DeploymentContext): string {
  const { file, own: over } = overrideParts(compose as JsonMap);
  const main = (file['services'] as { [key: string]: JsonMap | undefined } | undefined)?.[key ?? input.service.name];
  return [main?.['container_name'], over['container_name'], own].find((name) => typeof name === 'string') ?? input.service.name;
}

/** A network may have any name, but hardly one that is nearly a mode. */
function checkMode({ deployment: { network_mode: mode }, report }: DeploymentContext): void {
  const meant = mode === undefined ? undefined : nearest(mode, ['host', 'none', 'bridge']);
  if (meant !== undefined && mode !== meant)
    report.at('deployment', 'network_mode').error('enum', `${mode} is not a network mode`, `Write ${meant}.`);
}

function checkMain(context: DeploymentContext): void {
  const { deployment, report } = context;
  const { image, build } = deployment;
  const field = report.at('deployment');
  checkSources(context, deployment as unknown as JsonMap, field);
  if (build !== undefined && image !== undefined) {
    const hint = 'Remove the line; the image has to be in a registry that the host reaches.';
    field.at('build').key().warn('no-effect', 'build has no effect beside image, which is pulled', hint);
  }
  const fix = image === undefined ? null : imageFix(image);
  // Characters that no image has, the schema has told.
  if (fix !== null && /^[\w./:@-]+$/.test(image ?? '')) field.at('image').error('image', `${show(image)} is not the name of an image`, fix);
}
