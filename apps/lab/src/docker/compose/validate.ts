import { isRecord } from '@hl/core';
import type { Json } from '@hl/core';
import { listOf, namesIn } from '@hl/compose';
import type { JsonMap } from '@hl/compose';
import { ComposeError } from './error.js';

const topLevel = new Set(['name', 'version', 'services', 'networks', 'volumes', 'configs', 'secrets', 'include']);

const serviceKeys = new Set(
  (
    'annotations attach blkio_config build cap_add cap_drop cgroup cgroup_parent command configs container_name cpu_count cpu_percent cpu_period cpu_quota cpu_rt_period ' +
    'cpu_rt_runtime cpu_shares cpus cpuset credential_spec depends_on deploy develop device_cgroup_rules devices dns dns_opt dns_search domainname driver_opts entrypoint ' +
    'env_file environment expose extends external_links extra_hosts group_add healthcheck hostname image init ipc isolation labels links logging mac_address mem_limit ' +
    'mem_reservation mem_swappiness memswap_limit network_mode networks oom_kill_disable oom_score_adj pid pids_limit platform ports privileged profiles pull_policy read_only ' +
    'restart runtime scale secrets security_opt shm_size stdin_open stop_grace_period stop_signal storage_opt sysctls tmpfs tty ulimits user userns_mode uts volumes volumes_from working_dir'
  ).split(' '),
);

/** Refuses what compose's schema and its consistency check refuse, in their words. */
export function validate(file: string, top: JsonMap): void {
  const refuse = (text: string): never => {
    throw new ComposeError(`validating ${file}: ${text}`, 15);
  };
  for (const key of Object.keys(top))
    if (!topLevel.has(key) && !key.startsWith('x-')) refuse(`(root) Additional property ${key} is not allowed`);
  const services = top['services'];
  if (services !== undefined && !isRecord(services)) refuse('services must be a mapping');
  const all = isRecord(services) ? services : {};
  for (const [name, service] of Object.entries(all)) {
    if (!isRecord(service)) return refuse(`services.${name} must be a mapping`);
    for (const key of Object.keys(service))
      if (!serviceKeys.has(key) && !key.startsWith('x-')) refuse(`services.${name} Additional property ${key} is not allowed`);
    checkReferences(name, service, top, all);
  }
}

function checkReferences(name: string, service: JsonMap, top: JsonMap, all: JsonMap): void {
  const refuse = (text: string): never => {
    throw new ComposeError(`service ${text.startsWith('declares') ? name : JSON.stringify(name)} ${text}: invalid compose project`, 15);
  };
  const defined = (kind: string): string[] => (isRecord(top[kind]) ? Object.keys(top[kind]) : []);
  if (service['image'] === undefined && service['build'] === undefined) refuse('has neither an image nor a build context specified');
  if (service['network_mode'] !== undefined && service['networks'] !== undefined)
    refuse('declares mutually exclusive `network_mode` and `networks`');
  for (const other of namesIn(service['depends_on'])) if (!(other in all)) refuse(`depends on undefined service ${JSON.stringify(other)}`);
  for (const network of namesIn(service['networks']))
    if (network !== 'default' && !defined('networks').includes(network)) refuse(`refers to undefined network ${network}`);
  for (const volume of listOf(service['volumes']).flatMap(named))
    if (!defined('volumes').includes(volume)) refuse(`refers to undefined volume ${volume}`);
}

function named(volume: Json): string[] {
  const source = isRecord(volume)
    ? volume['type'] === 'volume'
      ? String(volume['source'] ?? '')
      : ''
    : String(volume).includes(':')
      ? (String(volume).split(':')[0] ?? '')
      : '';
  return source === '' || /^(?:[./~]|[A-Za-z]$)/.test(source) ? [] : [source];
}

/** Refuses what `docker stack` does of files that do not say the same version. */
export function assertVersions(tops: readonly JsonMap[]): void {
  const versions = tops.map(({ version = '3.13' }) => String(version));
  const other = versions.find((version) => version !== versions[0]);
  if (other !== undefined) throw new ComposeError(`version mismatched between two composefiles : ${versions[0]} and ${other}`, 1);
}

/** Refuses what the schema of a stack (version 3) refuses besides. */
export function validateStack(top: JsonMap): void {
  const refuse = (text: string): never => {
    throw new ComposeError(text, 1);
  };
  if ('name' in top) refuse('(root) Additional property name is not allowed');
  for (const [name, service] of Object.entries(isRecord(top['services'] ?? null) ? (top['services'] as JsonMap) : {})) {
    if (!isRecord(service)) continue;
    for (const key of ['pull_policy', 'profiles', 'scale', 'mem_limit', 'cpus', 'runtime', 'platform'])
      if (key in service) refuse(`services.${name} Additional property ${key} is not allowed`);
    if (isRecord(service['depends_on'] ?? null)) refuse(`services.${name}.depends_on must be a list`);
  }
}
