import { posix } from 'node:path';
import { fileOf, madeFrom } from '../file/spec-file.js';
import { HlError, type Resource, type Service } from '@hl/core';
import type { EngineKind } from '../client/engine.js';
import { copyOf, type ComposeSpec } from '../spec.js';
import { isDeployed, type Deployed } from './deployed.js';
import { rendered } from './render.js';

/** Bytes that one extra file may have; a host is no place for a backup of the repository. */
const maxFileBytes = 10 * 1024 * 1024;
/** Bytes of all environment values of a service; Linux refuses to start a process with much more. */
const maxEnvironmentBytes = 1024 * 1024;
/** Bytes of one value: Linux's MAX_ARG_STRLEN, less the name. */
const maxValueBytes = 120 * 1024;

type Wanted = readonly Resource<ComposeSpec>[];
const known: Readonly<Record<EngineKind, WeakMap<Service, Wanted>>> = { docker: new WeakMap(), swarm: new WeakMap() };

/**
 * What `service` wants on its host; worked out once for each definition.
 *
 * @throws HlError `input` for what must not reach a host: HL_NAME, HL_PATH_OUTSIDE, HL_TOO_LARGE, HL_COMPOSE_FILE, HL_SWARM
 */
export function desired(service: Service, kind: EngineKind): Resource<ComposeSpec>[] {
  const wanted = known[kind].get(service) ?? workedOut(service, kind);
  known[kind].set(service, wanted);
  return [...wanted];
}

function workedOut(service: Service, kind: EngineKind): Wanted {
  if (!isDeployed(service)) return [];
  checkInput(service);
  const { name, host, deployment } = service;
  const { installPath, files, secrets, secretsFile, onFailure, dependsOnServices, pullPolicy, networkOf } = deployment;
  const { files: written, top } = rendered(service, kind);
  const spec: ComposeSpec = {
    project: String((top ?? fileOf(written).top)['name'] ?? name),
    installPath,
    ...written,
    ...(written.overlay === undefined ? {} : { variables: { ...deployment.environment } }),
    files: Array.from(files, copyOf).sort((a, b) => (a.destination < b.destination ? -1 : 1)),
    secrets: Object.fromEntries(secrets.map((secret) => [secret.name, { source: secret.source, state: 'current' }])),
    secretsFile: secretsFile && { ...copyOf(secretsFile), state: 'current' },
    onFailure,
    dependsOnServices: [...dependsOnServices].sort(),
    running: true,
    leftovers: [],
    ...(pullPolicy === 'always' ? { images: 'current' as const } : {}),
    ...(networkOf === null ? {} : { network: 'current' as const }),
  };
  if (top !== null) madeFrom(spec, top);
  return [{ system: 'compose', key: `${host}/${name}`, service: name, spec }];
}

function checkInput({ name, path, deployment }: Deployed): void {
  const { installPath, files, environment } = deployment;
  const refuse = (code: string, what: string, hint: string): never => {
    throw new HlError(code, `${path}: ${what}`, { kind: 'input', hint });
  };
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(name))
    refuse('HL_NAME', `service name ${JSON.stringify(name)} is not a compose project name`, 'Use lower case letters, digits and dashes.');
  if (!isDirectory(installPath))
    refuse(
      'HL_PATH_OUTSIDE',
      `install_path ${JSON.stringify(installPath)} is not a plain absolute directory`,
      'Give an absolute path without . or .. parts, e.g. /opt/metube.',
    );
  for (const { destination, source, size } of files) {
    if (!isInside(destination))
      refuse(
        'HL_PATH_OUTSIDE',
        `${source} would be written to ${JSON.stringify(destination)}, outside ${installPath} or over a file of ours`,
        'Give a destination below the install path, e.g. config/app.conf.',
      );
    if (size > maxFileBytes)
      refuse(
        'HL_TOO_LARGE',
        `${source} has ${size} bytes, more than ${maxFileBytes}`,
        'Put large files on the host by other means and mount them.',
      );
  }
  const tooLarge = (what: string): never => refuse('HL_TOO_LARGE', what, 'Put it into a file under extra_files and mount it.');
  let total = 0;
  for (const [key, value] of Object.entries(environment)) {
    const size = Buffer.byteLength(value);
    if (size > maxValueBytes) tooLarge(`the environment value ${key} has ${size} bytes; a process takes at most ${maxValueBytes}`);
    total += key.length + size;
  }
  if (total > maxEnvironmentBytes) tooLarge(`the environment has ${total} bytes, more than ${maxEnvironmentBytes}`);
}

const isDirectory = (path: string): boolean => /^\/[^\n\r\t\0]*[^/\n\r\t\0]$/.test(path) && posix.normalize(path) === path;

/** Below the install path, and none of the files that we write ourselves. */
const isInside = (destination: string): boolean =>
  /^[^/\n\r\t\0][^\n\r\t\0]*$/.test(destination) &&
  posix.normalize(destination) === destination &&
  !destination.endsWith('/') &&
  !/^(\.\.?|\.env|\.hl|(docker-)?compose(\.hl)?\.ya?ml)(\/|$)/.test(destination);
