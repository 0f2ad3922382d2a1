import { isRecord, type Deployment } from '@hl/core';
import { show } from '../check/show.js';
import { straight } from '../names.js';
import type { Context } from '../service/context.js';
import { defaultsOf } from '../site/defaults.js';
import { composeFile, dependsOn, sideContainers } from './containers.js';
import { imageFix, isContainerName } from './docker.js';
import { environment, labels, secrets } from './environment.js';
import { extraFiles, secretsFile } from './files.js';
import { publishedPorts, sharesNetwork } from './ports.js';
import { volumes } from './volumes.js';

/** What people keep other things in. */
const systemDirectories = /^\/(bin|boot|dev|etc|home|lib|lib32|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)?$/;
const systemTrees = /^\/(bin|boot|dev|etc|lib|lib32|lib64|proc|run|sbin|sys)\//;

export function deploymentSection(context: Context): Deployment {
  const { input, site, report } = context;
  const given = input.deployment;
  const defaults = defaultsOf(site);
  const installPath = (given.install_path ?? `${defaults.installRoot}/${input.service.name}`).replace(/(?<=.)\/+$/, '');
  checkInstallPath(context, installPath);
  checkNames(context);
  if (sharesNetwork(given.network_mode) && given.networks?.length) {
    const message = `networks do not go with network_mode: ${given.network_mode}`;
    report.at('deployment', 'networks').error('either', message, 'Remove one of the two.');
  }
  return {
    image: given.image,
    containerPort: given.container_port ?? given.port,
    installPath,
    restartPolicy: given.restart_policy ?? defaults.restartPolicy,
    pullPolicy: given.pull_policy ?? defaults.pullPolicy,
    volumes: volumes(context, installPath),
    environment: environment(context),
    secrets: secrets(context),
    secretsFile: secretsFile(context),
    files: extraFiles(context, installPath),
    ports: publishedPorts(context),
    // What compose gives a service without a mode is a bridge as well.
    networkMode: given.network_mode === 'bridge' ? null : (given.network_mode ?? null),
    networks: given.networks ?? [],
    devices: given.devices ?? [],
    privileged: given.privileged ?? false,
    capAdd: given.cap_add ?? [],
    user: given.user ?? null,
    command: given.command ?? null,
    entrypoint: given.entrypoint ?? null,
    dependsOn: dependsOn(context),
    labels: labels(context),
    container: {},
    composeService: null,
    services: sideContainers(context),
    compose: (given.compose ?? {}) as Deployment['compose'],
    composeFile: composeFile(context),
    networkOf: null,
    onFailure: given.on_failure ?? defaults.onFailure,
    dependsOnServices: given.depends_on_services ?? [],
  };
}

function checkInstallPath({ input, report }: Context, path: string): void {
  const field = report.at('deployment', 'install_path');
  const own = `/opt/${input.service.name}`;
  if (input.deployment.install_path !== undefined && !straight(path))
    field.error('path', `${show(path)} is not a plain path`, `Write it without . and .. parts, e.g. ${own}.`);
  else if (systemDirectories.test(path) || systemTrees.test(`${path}/`))
    field.error('path', `${path} belongs to the system`, `Give the service a directory of its own, e.g. ${own}.`);
}

/** The main container is called as the service, unless told a name; with a compose file of its own, as compose likes. */
function checkNames({ input, report }: Context): void {
  const { name } = input.service;
  const { image, compose = {}, compose_file: own } = input.deployment;
  const fix = imageFix(image);
  // Characters that no image has, the schema has told.
  if (fix !== null && /^[\w./:@-]+$/.test(image))
    report.at('deployment', 'image').error('image', `${show(image)} is not the name of an image`, fix);
  const main = isRecord(compose['services']) ? compose['services'][name] : null;
  const called = [compose, main].some((part) => isRecord(part) && part['container_name'] !== undefined);
  if (isContainerName(name) || own !== undefined || called) return;
  const hint =
    'Docker wants at least two characters: give the service a longer name, or its container one with deployment.compose.container_name.';
  report.at('service', 'name').error('container-name', `${show(name)} is too short for the name of a container`, hint);
}
