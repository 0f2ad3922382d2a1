import { isRecord, type Json } from '@hl/core';
import { listOf, mapOf, mapValues, type JsonMap } from '../forms/json.js';
import { environmentOf, linesOf, namedOf, pairsOf } from '../forms/pairs.js';
import { longPort, portOf, singlePorts } from '../forms/ports.js';
import { volumesOf } from '../forms/volumes.js';
import { wordsOf } from '../forms/words.js';
import { pathIn, tidy } from './tidy.js';

type Shape = (written: Json, directory: string) => Json | undefined;

/** A service of a compose file in one spelling: long forms, lists and maps as compose has them, what is left unsaid said. */
export function container(service: JsonMap, directory: string): JsonMap {
  const shaped = mapValues(service, (value, key) =>
    key.startsWith('x-') ? undefined : Object.hasOwn(shapes, key) ? shapes[key]?.(value, directory) : tidy(value, key),
  );
  const { networks, network_mode: mode, scale, deploy } = shaped;
  const needs = { ...implied(service), ...mapOf(shaped['depends_on']) };
  return {
    ...shaped,
    ...(networks === undefined && mode === undefined ? { networks: { default: {} } } : {}),
    ...(scale !== undefined && isRecord(service['deploy']) ? { deploy: { replicas: scale, ...mapOf(deploy) } } : {}),
    ...optional('depends_on', filled(needs)),
  };
}

/** Who shares something with another container starts after it. */
function implied(service: JsonMap): JsonMap {
  const started = { condition: 'service_started', required: 'true' };
  const shared = ['network_mode', 'ipc', 'pid', 'uts', 'cgroup'].flatMap((key) => /^service:(.+)$/.exec(String(service[key]))?.[1] ?? []);
  const linked = listOf(service['links']).map((link) => String(link).split(':', 1)[0] ?? '');
  const mounted = listOf(service['volumes_from']).map((from) => String(from).split(':', 1)[0] ?? '');
  return {
    ...Object.fromEntries(mounted.filter((name) => name !== 'container').map((name) => [name, started])),
    ...Object.fromEntries([...shared, ...linked].map((name) => [name, { ...started, restart: 'true' }])),
  };
}

const pairs: Shape = (written) => filled(mapValues(pairsOf(written), (value) => String(value ?? '')));

/** Null is no text: the value is the one of compose's surroundings. */
const environment: Shape = (written) => filled(mapValues(environmentOf(written), (value) => (value === null ? {} : value)));

const filled = (map: JsonMap): JsonMap | undefined => (Object.keys(map).length > 0 ? map : undefined);

const list: Shape = (written) => tidy(listOf(written));

/** An empty one is not the image's own. */
const command: Shape = (written) =>
  typeof written === 'string' ? wordsOf(written) : written === null ? undefined : listOf(written).map(String);

const build: Shape = (written, directory) => {
  const {
    context = '.',
    args,
    labels,
    additional_contexts: contexts,
    extra_hosts: hosts,
    ...more
  } = mapOf(typeof written === 'string' ? { context: written } : written);
  const dockerfile = more['dockerfile_inline'] === undefined ? { dockerfile: 'Dockerfile' } : {};
  return {
    ...mapOf(tidy({ ...dockerfile, ...more, context: pathIn(directory, String(context)) })),
    ...optional('args', environment(args ?? null, directory)),
    ...optional('labels', pairs(labels ?? null, directory)),
    ...optional('additional_contexts', filled(mapValues(pairsOf(contexts), (path) => pathIn(directory, String(path))))),
    ...optional('extra_hosts', addresses(hosts ?? null, directory)),
  };
};

const deployment: Shape = (written, directory) => {
  const { labels, resources, ...more } = mapOf(written);
  const { reservations, ...limits } = mapOf(resources);
  const reserved = { ...mapOf(reservations), devices: requests(mapOf(reservations)['devices']) };
  return filled({
    ...mapOf(tidy({ ...more, resources: { ...limits, reservations: reserved } })),
    ...optional('labels', pairs(labels ?? null, directory)),
  });
};

/** Devices that are asked for by what they can do: all of them, where nothing else is said. */
const requests = (written: Json | undefined): Json =>
  listOf(written).map((request) => (isRecord(request) && request['device_ids'] === undefined ? { count: -1, ...request } : request));

const optional = (key: string, value: Json | undefined): JsonMap => (value === undefined ? {} : { [key]: value });

const addresses: Shape = (written) =>
  tidy(
    linesOf(written)
      .map((line) => String(line).replace(/^([^:=]+)[:=]\[?(.*?)\]?$/, '$1=$2'))
      .sort(),
  );

const needs: Shape = (written) =>
  filled(mapValues(namedOf(written, {}), (need) => tidy({ condition: 'service_started', required: true, ...mapOf(need) })));

const devices: Shape = (written) =>
  tidy(
    listOf(written).map((device) => {
      if (isRecord(device)) return device;
      const [source = '', target = source, permissions = 'rwm'] = String(device).split(':');
      return { source, target, permissions };
    }),
  );

const envFiles: Shape = (written, directory) =>
  tidy(
    listOf(written).map((file) => {
      const { path = file, ...more } = mapOf(file);
      return { required: true, ...more, path: pathIn(directory, String(path)) };
    }),
  );

const healthcheck: Shape = (written) => {
  const { test, ...more } = mapOf(written);
  return tidy({ ...more, test: typeof test === 'string' ? ['CMD-SHELL', test] : (test ?? null) });
};

const files: Shape = (written) => tidy(listOf(written).map((use) => (isRecord(use) ? use : { source: use })));

/** Put there when nothing else is said. */
const secrets: Shape = (written) =>
  tidy(
    listOf(written).map((use) => {
      const { source = use, target = `/run/secrets/${String(source)}`, ...more } = mapOf(use);
      return { ...more, source, target };
    }),
  );

const networks: Shape = (written) => filled(mapValues(namedOf(written, null), (network) => tidy(network) ?? {}));

const ports: Shape = (written) =>
  tidy(
    listOf(written).flatMap((port): Json[] => {
      const entry = portOf(port);
      return entry ? singlePorts(entry).map(longPort) : [port];
    }),
  );

const volumes: Shape = (written, directory) =>
  tidy(
    volumesOf({ volumes: written }).map(({ type, source, long }) => ({
      ...long,
      type,
      source: type === 'bind' && source !== null ? pathIn(directory, source) : source,
      tmpfs: size(mapOf(long['tmpfs'])),
    })),
  );

/** Named as options of drivers are, which are no sizes. */
const size = ({ size: bytes, ...more }: JsonMap): JsonMap => ({ ...more, ...(bytes === undefined ? {} : { memory: bytes }) });

const shapes: { readonly [key: string]: Shape } = {
  annotations: pairs,
  build,
  command,
  configs: files,
  depends_on: needs,
  deploy: deployment,
  devices,
  dns: list,
  dns_search: list,
  entrypoint: command,
  env_file: envFiles,
  environment,
  extra_hosts: addresses,
  gpus: (written) => tidy(requests(written === 'all' ? [{}] : written)),
  healthcheck,
  labels: pairs,
  networks,
  ports,
  pull_policy: (written) => (written === 'if_not_present' ? 'missing' : tidy(written)),
  secrets,
  sysctls: pairs,
  tmpfs: list,
  volumes,
};
