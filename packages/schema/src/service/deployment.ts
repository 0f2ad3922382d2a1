import type { Deployment } from '@hl/core';
import { show } from '../check/wording.js';
import { straight } from '../names.js';
import { defaultsOf } from '../site/defaults.js';
import { composeFile, dependsOn, sideContainers } from './containers.js';
import type { Context } from './context.js';
import { imageFix, isContainerName } from './docker-grammar.js';
import { environment, labels, secrets } from './environment.js';
import { extraFiles, secretsFile } from './files.js';
import { publishedPorts, sharesNetwork } from './ports.js';
import { volumes } from './volumes.js';

/** What people keep other things in. */
const systemDirectories = /^\/(bin|boot|dev|etc|home|lib|lib32|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)?$/;
const systemTrees = /^\/(bin|boot|dev|etc|lib|lib32|lib64|proc|run|sbin|sys)\//;

export function deploymentSection(context: Context): Deployment {
  const { input, site, report } = context;
  const { name } = input.service;
  const given = input.deployment;
  const defaults = defaultsOf(site);
  const installPath = (given.install_path ?? `${defaults.installRoot}/${name}`).replace(/(?<=.)\/+$/, '');
  if (given.install_path !== undefined && !straight(installPath))
    report.error(
      ['deployment', 'install_path'],
      'path',
      `${show(installPath)} is not a plain path`,
      `Write it without . and .. parts, e.g. /opt/${name}.`,
    );
  else if (systemDirectories.test(installPath) || systemTrees.test(`${installPath}/`)) {
    report.error(
      ['deployment', 'install_path'],
      'path',
      `${installPath} belongs to the system`,
      `Give the service a directory of its own, e.g. /opt/${name}.`,
    );
  }
  checkImage(context);
  checkName(context);
  if (sharesNetwork(given.network_mode) && given.networks?.length) {
    report.error(
      ['deployment', 'networks'],
      'either',
      `networks do not go with network_mode: ${given.network_mode}`,
      'Remove one of the two.',
    );
  }
  const services = sideContainers(context);
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
    services,
    compose: (given.compose ?? {}) as Deployment['compose'],
    composeFile: composeFile(context),
    onFailure: given.on_failure ?? defaults.onFailure,
    dependsOnServices: given.depends_on_services ?? [],
  };
}

function checkImage({ input, report }: Context): void {
  const { image } = input.deployment;
  const fix = imageFix(image);
  if (fix === null || !/^[\w./:@-]+$/.test(image)) return; // the schema has said so
  report.error(['deployment', 'image'], 'image', `${show(image)} is not the name of an image`, fix);
}

/** The main container is called as the service, unless told a name; with a compose file of its own, as compose likes. */
function checkName({ input, report }: Context): void {
  const { name } = input.service;
  const { compose = {}, compose_file: own } = input.deployment;
  const main = ((compose['services'] ?? {}) as { [key: string]: { container_name?: unknown } | null })[name];
  if (isContainerName(name) || own !== undefined || compose['container_name'] !== undefined || main?.container_name !== undefined) return;
  report.error(
    ['service', 'name'],
    'container-name',
    `${show(name)} is too short for the name of a container`,
    'Docker wants at least two characters: give the service a longer name, or its container one with deployment.compose.container_name.',
  );
}
