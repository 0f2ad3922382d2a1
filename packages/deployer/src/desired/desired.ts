import { posix } from 'node:path';
import { HlError } from '@hl/core';
import type { Resource, Service, ServiceFileCopy } from '@hl/core';
import { parse } from 'yaml';
import { render } from './render.js';
import type { ComposeSpec } from '../spec.js';

/** Bytes that one extra file may have; a host is no place for a backup of the repository. */
export const maxFileBytes = 10 * 1024 * 1024;
/** Bytes of all environment values of a service; Linux refuses to start a process with much more. */
const maxEnvironmentBytes = 1024 * 1024;
/** Bytes of one value: Linux's MAX_ARG_STRLEN, less the name. */
const maxValueBytes = 120 * 1024;

/**
 * What `service` wants on its host.
 *
 * @throws HlError `input` for what must not reach a host: HL_NAME, HL_PATH_OUTSIDE, HL_TOO_LARGE, HL_COMPOSE_FILE, HL_SWARM
 */
export function desired(service: Service, kind: 'docker' | 'swarm' = 'docker'): Resource<ComposeSpec>[] {
  refuseBadInput(service);
  const { name, host, deployment } = service;
  const compose = render(service, kind);
  const spec: ComposeSpec = {
    project: projectOf(compose, name),
    installPath: deployment.installPath,
    compose,
    files: Array.from(deployment.files, copyOf).sort((a, b) => (a.destination < b.destination ? -1 : 1)),
    secrets: Object.fromEntries(deployment.secrets.map((secret) => [secret.name, { source: secret.source, state: 'current' }])),
    secretsFile: deployment.secretsFile === null ? null : { ...copyOf(deployment.secretsFile), state: 'current' },
    onFailure: deployment.onFailure,
    dependsOnServices: [...deployment.dependsOnServices].sort(),
    running: true,
    leftovers: [],
    ...(deployment.pullPolicy === 'always' ? { images: 'current' as const } : {}),
  };
  return [{ system: 'compose', key: `${host}/${name}`, service: name, spec }];
}

const copyOf = ({ source, destination, mode, sha256, size }: ServiceFileCopy): ServiceFileCopy => ({
  source,
  destination,
  mode,
  sha256,
  size,
});

const projectOf = (compose: string, name: string): string => {
  const top: unknown = parse(compose);
  return typeof top === 'object' && top !== null && 'name' in top ? String(top.name) : name;
};

function refuseBadInput({ name, path, deployment }: Service): void {
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(name))
    throw input(
      'HL_NAME',
      `${path}: service name ${JSON.stringify(name)} is not a compose project name`,
      'Use lower case letters, digits and dashes.',
    );
  const { installPath } = deployment;
  if (
    !/^\/[^\n\r\t\0]+$/.test(installPath) ||
    posix.normalize(installPath).replace(/\/$/, '') !== installPath ||
    posix.dirname(installPath) === installPath
  ) {
    throw input(
      'HL_PATH_OUTSIDE',
      `${path}: install_path ${JSON.stringify(installPath)} is not a plain absolute directory`,
      'Give an absolute path without . or .. parts, e.g. /opt/metube.',
    );
  }
  for (const { destination, source, size } of deployment.files) {
    if (!inside(destination)) {
      throw input(
        'HL_PATH_OUTSIDE',
        `${path}: ${source} would be written to ${JSON.stringify(destination)}, outside ${installPath} or over a file of ours`,
        'Give a destination below the install path, e.g. config/app.conf.',
      );
    }
    if (size > maxFileBytes)
      throw input(
        'HL_TOO_LARGE',
        `${path}: ${source} has ${size} bytes, more than ${maxFileBytes}`,
        'Put large files on the host by other means and mount them.',
      );
  }
  const sizes = Object.entries(deployment.environment).map(([key, value]) => [key, Buffer.byteLength(value)] as const);
  const [large] = sizes.filter(([, size]) => size > maxValueBytes);
  if (large)
    throw input(
      'HL_TOO_LARGE',
      `${path}: the environment value ${large[0]} has ${large[1]} bytes; a process takes at most ${maxValueBytes}`,
      'Put it into a file under extra_files and mount it.',
    );
  const total = sizes.reduce((sum, [key, size]) => sum + key.length + size, 0);
  if (total > maxEnvironmentBytes)
    throw input(
      'HL_TOO_LARGE',
      `${path}: the environment has ${total} bytes, more than ${maxEnvironmentBytes}`,
      'Put it into a file under extra_files and mount it.',
    );
}

/** Below the install path, and none of the files that we write ourselves. */
const inside = (destination: string): boolean =>
  destination !== '' &&
  !/[\n\r\t\0]/.test(destination) &&
  !posix.isAbsolute(destination) &&
  posix.normalize(destination) === destination &&
  !destination.endsWith('/') &&
  !/^(\.\.?|\.env|\.hl|(docker-)?compose\.ya?ml)(\/|$)/.test(destination);

const input = (code: string, message: string, hint: string): HlError => new HlError(code, message, { kind: 'input', hint });
