import { posix } from 'node:path';
import { HlError } from '@hl/core';
import type { Json, Service } from '@hl/core';
import { parse } from 'yaml';
import { isMap } from '../file/merge.js';
import type { JsonMap } from '../file/merge.js';
import { directoryLabel, serviceLabel } from '../spec.js';

/** What compose knows and a stack does not: dropped, or said under `deploy`. */
const unknown = new Set(['container_name', 'restart', 'pull_policy', 'depends_on', 'network_mode', 'scale', 'privileged', 'devices']);

/**
 * A compose file in the words of `docker stack deploy`.
 *
 * @throws HlError HL_SWARM (`input`) for what a Swarm cannot do: privileged containers, devices, ports of one address, network modes
 */
export function stackOf({ name: _, ...file }: JsonMap, service: Service): JsonMap {
  const all = isMap(file['services']) ? Object.entries(file['services']) : [];
  const services = all.map(([name, written]): [string, Json] => [name, isMap(written) ? stackService(written, name, service) : written]);
  const onHost = all.some(([, written]) => isMap(written) && written['network_mode'] === 'host');
  const networks = { ...(isMap(file['networks']) ? file['networks'] : {}), ...(onHost ? { host: { external: true, name: 'host' } } : {}) };
  return {
    version: '3.8',
    ...file,
    services: Object.fromEntries(services),
    ...(Object.keys(networks).length === 0 ? {} : { networks }),
  };
}

function stackService(written: JsonMap, name: string, service: Service): JsonMap {
  const refuse = (what: string): never => {
    throw new HlError('HL_SWARM', `${service.path}: ${name} ${what}, which a Swarm does not know`, {
      kind: 'input',
      hint: 'Run it on a host of kind docker.',
    });
  };
  const mode = written['network_mode'];
  if (written['privileged'] === true) refuse('is privileged');
  if (Array.isArray(written['devices']) && written['devices'].length > 0) refuse('uses devices');
  if (mode !== undefined && mode !== 'host' && mode !== 'bridge') refuse(`has network_mode ${JSON.stringify(mode)}`);
  const kept = Object.entries(written).filter(
    ([key]) => !unknown.has(key) && !(key === 'env_file' && name === service.name && isOurs(written)),
  );
  const ports = written['ports'];
  return {
    ...Object.fromEntries(kept),
    ...(mode === 'host' ? { networks: ['host'] } : {}),
    ...(Array.isArray(ports)
      ? { ports: ports.map((port: Json) => longPort(port) ?? refuse(`publishes ${JSON.stringify(port)} on one address only`)) }
      : {}),
    deploy: deployOf(written, service),
  };
}

/** `.env` is read by compose; a stack gets its variables from the command's environment. */
const isOurs = ({ env_file: files }: JsonMap): boolean => Array.isArray(files) && files.length === 1 && files[0] === '.env';

/** Null: for one address of the host only. What is already long, or a range, is left as it is. */
function longPort(port: Json): Json | null {
  if (isMap(port)) return port['host_ip'] === undefined ? { ...port, ...(port['mode'] === undefined ? { mode: 'ingress' } : {}) } : null;
  const [, address, published, target, protocol = 'tcp'] = /^(?:(.*):)?(\d+):(\d+)(?:\/(\w+))?$/.exec(String(port)) ?? [];
  if (published === undefined || target === undefined) return /^[^:]*:[^:]*:|\[/.test(String(port)) ? null : port;
  return address === undefined ? { target: Number(target), published: Number(published), protocol, mode: 'ingress' } : null;
}

function deployOf(written: JsonMap, { name, deployment }: Service): JsonMap {
  const own = isMap(written['deploy']) ? written['deploy'] : {};
  const labels = isMap(own['labels']) ? own['labels'] : {};
  // Files and local volumes are on this machine only.
  const pinned = own['placement'] === undefined && Array.isArray(written['volumes']) && written['volumes'].length > 0;
  return {
    ...(own['mode'] === undefined || own['mode'] === 'replicated' ? { replicas: written['scale'] ?? 1 } : {}),
    restart_policy: restartPolicy(String(written['restart'] ?? 'no')),
    ...(pinned ? { placement: { constraints: [`node.id == \${${nodeVariable}}`] } } : {}),
    ...own,
    labels: { ...labels, [serviceLabel]: name, [directoryLabel]: deployment.installPath.replaceAll('$', '$$$$') },
  };
}

/** Set for the command to the node it runs on. */
export const nodeVariable = 'HL_NODE';

function restartPolicy(restart: string): JsonMap {
  const [condition = '', attempts] = restart.split(':');
  if (condition === 'on-failure') return { condition, ...(attempts === undefined ? {} : { max_attempts: Number(attempts) }) };
  return { condition: /^(always|unless-stopped)$/.test(condition) ? 'any' : 'none' };
}

const servicesOf = (stack: string): [string, JsonMap][] => {
  const top: unknown = parse(stack, { merge: true, logLevel: 'silent' });
  const services = isMap(top) && isMap(top['services']) ? top['services'] : {};
  return Object.entries(services).filter((entry): entry is [string, JsonMap] => isMap(entry[1]));
};

/** Directories that bind mounts want: compose makes them when they are missing, a Swarm refuses the task. */
export function bindSources(stack: string, installPath: string): string[] {
  const sources = servicesOf(stack)
    .flatMap(([, { volumes }]) => (Array.isArray(volumes) ? (volumes as readonly Json[]) : []))
    .map((volume) => (isMap(volume) ? (volume['type'] === 'bind' ? String(volume['source']) : '') : String(volume)))
    .map((volume) => volume.split(':')[0] ?? '')
    .filter((source) => /^[./]/.test(source) && !source.includes('$'));
  return [...new Set(sources.map((source) => posix.resolve(installPath, source)))];
}

/** Variables that a container's own `environment` names. */
export function environmentNames(stack: string, service: string): string[] {
  const environment = servicesOf(stack).find(([name]) => name === service)?.[1]['environment'];
  if (Array.isArray(environment)) return environment.map((item: Json) => String(item).split('=')[0] ?? '');
  return isMap(environment) ? Object.keys(environment) : [];
}

/** Images to use by digest, since their tags may mean something newer by now. */
export function pins(stack: string, images: Readonly<Record<string, string>>): [service: string, image: string][] {
  return servicesOf(stack).flatMap(([name, { image }]): [string, string][] => {
    const held = images[name];
    return held !== undefined && typeof image === 'string' && held.startsWith(`${image}@sha256:`) ? [[name, held]] : [];
  });
}
