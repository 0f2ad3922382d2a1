import type { Deployment } from '@hl/core';
import { show } from '../check/wording.js';
import { straight } from '../names.js';
import { defaultsOf } from '../site/defaults.js';
import { composeFile, dependsOn, sideContainers } from './containers.js';
import type { Context } from './context.js';
import { environment, labels, secrets } from './environment.js';
import { extraFiles, secretsFile } from './files.js';
import { publishedPorts, sharesNetwork } from './ports.js';
import { volumes } from './volumes.js';

/** What people keep other things in. */
const systemDirectories = /^\/(bin|boot|dev|etc|home|lib|lib32|lib64|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)?$/;
const systemTrees = /^\/(bin|boot|dev|etc|lib|lib32|lib64|proc|run|sbin|sys)\//;

const imageReference =
  /^([a-zA-Z0-9.-]+(:[0-9]+)?\/)?[a-z0-9]+([._-]+[a-z0-9]+)*(\/[a-z0-9]+([._-]+[a-z0-9]+)*)*(:\w[\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/;

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
  if (imageReference.test(image) || !/^[\w./:@-]+$/.test(image)) return;
  const lower = image.replace(
    /^([^/]*[.:][^/]*\/)?([^:@]*)/,
    (_, registry: string | undefined, name: string) => (registry ?? '') + name.toLowerCase(),
  );
  const fix = imageReference.test(lower)
    ? `Write ${lower}: the name is in lower case.`
    : 'Write registry/name:tag, e.g. ghcr.io/alexta69/metube:2026.08.15.';
  report.error(['deployment', 'image'], 'image', `${show(image)} is not the name of an image`, fix);
}
