import { isRecord, type Json } from '@hl/core';
import { mapOf, mapValues, type JsonMap } from '../forms/json.js';
import { longPort, portOf, singlePorts, type PortEntry, type Range } from '../forms/ports.js';
import { volumeOf } from '../forms/volumes.js';
import { patternOf } from './pattern.js';

/**
 * The value with each list that names things holding each of them once: the last, in the place of the first.
 *
 * @param path where it stands: one list for all of it
 */
export function unique(value: Json, path: string[] = []): Json {
  if (isRecord(value))
    return mapValues(value as JsonMap, (item, key) => {
      if (typeof item !== 'object' || item === null) return item;
      path.push(key);
      const once = unique(item, path);
      path.pop();
      return once;
    });
  if (!Array.isArray(value)) return value;
  const name = value.length < 2 ? undefined : names.get(patternOf(path));
  return name ? once(name === port ? apart(value) : value, name) : value;
}

function once(items: readonly Json[], name: (item: Json) => string): readonly Json[] {
  const byName = new Map(items.map((item) => [name(item), item]));
  return byName.size === items.length ? items : [...byName.values()];
}

const beforeEquals = (item: Json): string => String(item).split('=', 1)[0] ?? '';

const device = (item: Json): string => {
  const [source, target = source] = String(item).split(':');
  return String(isRecord(item) ? item['target'] : target);
};

/** Of a config or secret: where it is in the container. */
const file =
  (directory: string) =>
  (item: Json): string =>
    String(mapOf(item)['target'] ?? `${directory}/${String(isRecord(item) ? item['source'] : item)}`);

const span = ([from, to]: Range): string => `${from}-${to}`;

const port = (item: Json): string => {
  const entry = portOf(item);
  return entry ? `${host(entry)} ${entry.published ? span(entry.published) : ''}:${span(entry.target)}` : String(item);
};

/** Nothing and `0.0.0.0` are the same to compose. */
const host = ({ hostIp, protocol }: PortEntry): string => `${hostIp ?? '0.0.0.0'} ${protocol}`;

/** Past this, ranges stay ranges: a short file would fill the memory. */
const limit = 2 * 65_535;

/** Ranges that share ports with another entry, port by port: one of them may be published otherwise. */
function apart(items: readonly Json[]): readonly Json[] {
  const own = once(items, port);
  const entries = own.map((item) => ({ item, entry: portOf(item) }));
  const others = (entry: PortEntry): boolean =>
    entries.some((other) => other.entry !== null && other.entry !== entry && share(entry, other.entry));
  const ranges = new Set(entries.flatMap(({ entry }) => (entry && width(entry.target) > 1 && others(entry) ? entry : [])));
  if (ranges.size === 0) return own;
  if ([...ranges].reduce((sum, { target }) => sum + width(target), 0) > limit) return items;
  return entries.flatMap(({ item, entry }) => (entry && ranges.has(entry) ? singlePorts(entry).map(longPort) : [item]));
}

const width = ([from, to]: Range): number => to - from + 1;

const share = (a: PortEntry, b: PortEntry): boolean =>
  host(a) === host(b) && shift(a) === shift(b) && a.target[0] <= b.target[1] && b.target[0] <= a.target[1];

/** How far apart the port of the host and the container's are; of ports that Docker chooses it is not known. */
const shift = ({ published, target }: PortEntry): number | string | null =>
  published === null ? null : width(published) === width(target) ? published[0] - target[0] : span(published);

/** Of these compose refuses the same item twice, also when two files hold it: here it is there once. */
const wholes = 'build.extra_hosts device_cgroup_rules external_links extra_hosts group_add security_opt volumes_from';

const texts =
  'annotations build.additional_contexts build.args build.labels build.tags cap_add cap_drop deploy.labels dns dns_opt dns_search ' +
  'environment labels links networks.*.aliases networks.*.link_local_ips profiles sysctls tmpfs';

type Name = (item: Json) => string;

const each = (keys: string, name: Name): [string, Name][] => keys.split(' ').map((key) => [`services.*.${key}`, name]);

const names: ReadonlyMap<string, Name> = new Map([
  ...each(texts, beforeEquals),
  ...each(wholes, String),
  ...each('configs', file('')),
  ...each('devices', device),
  ...each('env_file', (item) => String(isRecord(item) ? item['path'] : item)),
  ...each('expose', String),
  ...each('ports', port),
  ...each('secrets', file('/run/secrets')),
  ...each('volumes', (item) => volumeOf(item).target),
  ['networks.*.labels', beforeEquals],
]);
