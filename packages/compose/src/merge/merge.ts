import { isRecord, type Json } from '@hl/core';
import { listOf, mapOf, mapValues, type JsonMap } from '../forms/json.js';
import { linesOf, namedOf, valuesOf } from '../forms/pairs.js';
import { isOverride, isReset, unmarked } from './markers.js';
import { patternOf } from './pattern.js';
import { unique } from './unique.js';

/**
 * What compose makes of one file over another: maps merge, sequences are appended, and what names the same (container path, port, variable)
 * is there once, as the later file has it. Where compose refuses, `over` wins (a list over a map), or an item is there once (the same in
 * both). Source: compose 2.26 (compose-go 2.0); of newer ones the keys that it does not know: `label_file`, `models`.
 */
export const merge = (base: JsonMap, over: JsonMap): JsonMap => mapOf(unique(mergeMaps(base, over, [])));

type Join = (base: Json, over: Json, path: readonly string[]) => Json;

function mergeMaps(base: JsonMap, over: JsonMap, path: readonly string[], both: Join = join): JsonMap {
  const given = Object.entries(base);
  if (Object.keys(over).length === 0) return base;
  if (given.length === 0) return mapValues(over, (value) => (isReset(value) ? undefined : unmarked(value)));
  const result = new Map<string, Json>(given);
  for (const [key, value] of Object.entries(over)) {
    const former = result.get(key);
    if (isReset(value)) result.delete(key);
    else if (former === undefined || isOverride(value) || key.startsWith('x-')) result.set(key, unmarked(value));
    else result.set(key, both(former, value, [...path, key]));
  }
  return Object.fromEntries(result);
}

const join: Join = (base, over, path) => {
  const rule = rules.get(patternOf(path));
  if (rule) return rule(base, over, path);
  if (over === null) return base;
  if (isRecord(base) && isRecord(over)) return mergeMaps(base, over, path);
  return Array.isArray(base) && Array.isArray(over) ? append(base, over) : unmarked(over);
};

const append = (base: readonly Json[], over: readonly Json[]): Json => [...base, ...(unmarked(over) as Json[])];

const replace: Join = (_, over) => unmarked(over);

/** Of `name: value` or a list of `name=value`: the later value of a name. */
const pairs: Join = (base, over, path) => mergeMaps(valuesOf(base), valuesOf(over), path, replace);

/** Of one text, a list of them or a map. */
const lines: Join = (base, over) => append(linesOf(base), linesOf(over));

/** Of a list of names or a map by name. */
const named =
  (each: Json): Join =>
  (base, over, path) =>
    mergeMaps(namedOf(base, each), namedOf(over, each), path);

/** Options of another driver are of no use to this one. */
const logging: Join = (base, over, path) => {
  const [{ driver: former }, { driver: later }] = [mapOf(base), mapOf(over)];
  return former === undefined || later === undefined || former === later ? mergeMaps(mapOf(base), mapOf(over), path) : unmarked(over);
};

const build: Join = (base, over, path) => {
  const [former, later] = [base, over].map((written) => (typeof written === 'string' ? { context: written } : mapOf(written)));
  return mergeMaps(former ?? {}, later ?? {}, path);
};

/** All of them are one request of the list. */
const gpus: Join = (base, over) => (Array.isArray(over) ? append(base === 'all' ? [{ count: -1 }] : listOf(base), over) : unmarked(over));

/** The later subnets, each over the former one of the same addresses. */
const subnets: Join = (base, over, path) =>
  (Array.isArray(over) ? over : []).map((later: Json) => {
    const former = (Array.isArray(base) ? base : []).find((one: Json) => mapOf(one)['subnet'] === mapOf(later)['subnet']);
    return mergeMaps(mapOf(former), mapOf(later), path);
  });

const each = (keys: string, rule: Join): [string, Join][] => keys.split(' ').map((key) => [`services.*.${key}`, rule]);

const rules: ReadonlyMap<string, Join> = new Map([
  ...each('command entrypoint healthcheck.test ulimits.*', replace),
  ...each('annotations build.additional_contexts build.args build.labels deploy.labels environment labels sysctls', pairs),
  ...each('build.extra_hosts dns dns_opt dns_search env_file extra_hosts label_file tmpfs', lines),
  ...each('depends_on', named({ condition: 'service_started', required: true })),
  ...each('models networks', named(null)),
  ...each('logging', logging),
  ...each('build', build),
  ...each('gpus', gpus),
  ['networks.*.labels', pairs],
  ['volumes.*.labels', pairs],
  ['networks.*.ipam.config', subnets],
]);
