import { type JsonMap, listOf, mapOf } from '@hl/compose';
import { HlError, isRecord, type Json } from '@hl/core';
import { nodeVariable } from '../file/stack-file.js';
import { directoryLabel, serviceLabel } from '../spec.js';
import { mainKey, type Deployed } from './deployed.js';

/** What compose knows and a stack does not: dropped, or said under `deploy`. */
const unknown = new Set(['container_name', 'restart', 'pull_policy', 'depends_on', 'network_mode', 'scale', 'privileged', 'devices']);

/**
 * A compose file in the words of `docker stack deploy`.
 *
 * @throws HlError HL_SWARM (`input`) for what a Swarm cannot do: privileged containers, devices, ports of one address, network modes
 */
export function stackOf({ name: _, ...file }: JsonMap, service: Deployed): JsonMap {
  const all = Object.entries(mapOf(file['services']));
  const services = all.map(([name, written]): [string, Json] => [name, isRecord(written) ? stackService(written, name, service) : written]);
  const onHost = all.some(([, written]) => mapOf(written)['network_mode'] === 'host');
  const networks = { ...mapOf(file['networks']), ...(onHost ? { host: { external: true, name: 'host' } } : {}) };
  return {
    version: '3.8',
    ...file,
    services: Object.fromEntries(services),
    ...(Object.keys(networks).length === 0 ? {} : { networks }),
  };
}

function stackService(written: JsonMap, name: string, service: Deployed): JsonMap {
  const refuse = (what: string): never => {
    throw new HlError('HL_SWARM', `${service.path}: ${name} ${what}, which a Swarm does not know`, {
      kind: 'input',
      hint: 'Run it on a host of kind docker.',
    });
  };
  const { network_mode: mode, ports, privileged, devices } = written;
  if (privileged === true) refuse('is privileged');
  if (listOf(devices).length > 0) refuse('uses devices');
  if (mode !== undefined && mode !== 'host' && mode !== 'bridge') refuse(`has network_mode ${JSON.stringify(mode)}`);
  // `.env` is read by compose; a stack gets its variables from the command's environment.
  const readsEnv = name === mainKey(service) && String(written['env_file']) === '.env';
  return {
    ...Object.fromEntries(Object.entries(written).filter(([key]) => !unknown.has(key) && !(key === 'env_file' && readsEnv))),
    ...(mode === 'host' ? { networks: ['host'] } : {}),
    ...(ports === undefined
      ? {}
      : { ports: listOf(ports).map((port) => longPort(port) ?? refuse(`publishes ${JSON.stringify(port)} on one address only`)) }),
    deploy: deployOf(written, service),
  };
}

/** Null: for one address of the host only. What is already long, or a range, is left as it is. */
function longPort(port: Json): Json | null {
  if (isRecord(port)) return port['host_ip'] === undefined ? { ...port, mode: port['mode'] ?? 'ingress' } : null;
  const [, address, published, target, protocol = 'tcp'] = /^(?:(.*):)?(\d+):(\d+)(?:\/(\w+))?$/.exec(String(port)) ?? [];
  if (published === undefined || target === undefined) return /^[^:]*:[^:]*:|\[/.test(String(port)) ? null : port;
  return address === undefined ? { target: Number(target), published: Number(published), protocol, mode: 'ingress' } : null;
}

function deployOf(written: JsonMap, service: Deployed): JsonMap {
  const own = mapOf(written['deploy']);
  // Files and local volumes are on this machine only.
  const pinned = own['placement'] === undefined && listOf(written['volumes']).length > 0;
  return {
    ...(own['mode'] === undefined || own['mode'] === 'replicated' ? { replicas: written['scale'] ?? 1 } : {}),
    restart_policy: restartPolicy(String(written['restart'] ?? 'no')),
    ...(pinned ? { placement: { constraints: [`node.id == \${${nodeVariable}}`] } } : {}),
    ...own,
    labels: { ...mapOf(own['labels']), ...stackLabels(service) },
  };
}

/** The labels of a Swarm's service are under `deploy`, beside those of its containers. */
export const stackLabels = ({ name, deployment }: Deployed): JsonMap => ({
  [serviceLabel]: name,
  [directoryLabel]: deployment.installPath.replaceAll('$', '$$$$'),
});

function restartPolicy(restart: string): JsonMap {
  const [condition = '', attempts] = restart.split(':');
  if (condition === 'on-failure') return { condition, ...(attempts === undefined ? {} : { max_attempts: Number(attempts) }) };
  return { condition: /^(always|unless-stopped)$/.test(condition) ? 'any' : 'none' };
}
