import { mapOf, listOf, type JsonMap } from '@hl/compose';
import type { Json } from '@hl/core';
import { singleContainer } from './single-container.js';

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const texts = (value: Json | undefined): string[] => listOf(value).map(String);
const copied = (from: JsonMap, words: string, keep: (value: Json, key: string) => boolean = () => true): JsonMap =>
  Object.fromEntries(
    words.split(' ').flatMap((word) => {
      const [key = '', ours = ''] = word.split(':');
      const value = from[key] ?? null;
      return keep(value, key) ? [[ours, value]] : [];
    }),
  );

/** Words of Docker's that compose has, too. */
const ofHost =
  'CapAdd:cap_add CapDrop:cap_drop SecurityOpt:security_opt ExtraHosts:extra_hosts Dns:dns GroupAdd:group_add Sysctls:sysctls ' +
  'Privileged:privileged ReadonlyRootfs:read_only Init:init PidMode:pid Memory:mem_limit Runtime:runtime ShmSize:shm_size';
const defaults: JsonMap = { Runtime: 'runc', ShmSize: 64 * 1024 * 1024 };

/**
 * A container that nobody made with compose, as the text of a compose file: what its image says by itself is left out.
 *
 * @param container one object of `docker inspect`
 * @param image the object of `docker image inspect` of its image; `{}`: it is gone
 */
export function composeOfInspect(container: JsonMap, image: JsonMap): string {
  const [config, host, own] = [mapOf(container['Config']), mapOf(container['HostConfig']), mapOf(image['Config'])];
  const [name, id, mode] = [text(container['Name']).replace(/^\//, ''), text(container['Id']), text(host['NetworkMode'])];
  const restart = mapOf(host['RestartPolicy']);
  const retries = Number(restart['MaximumRetryCount'] ?? 0);
  const isMode = /^(host|none|container:.*)$/.test(mode);
  const isBridge = mode === 'default' || mode === 'bridge';
  const networks = isMode || isBridge ? [] : Object.entries(mapOf(mapOf(container['NetworkSettings'])['Networks']));
  const parts: JsonMap = {
    image: text(config['Image']),
    container_name: name,
    restart: `${text(restart['Name']) || 'no'}${retries > 0 ? `:${retries}` : ''}`,
    ...copied(
      config,
      'Entrypoint:entrypoint Cmd:command User:user WorkingDir:working_dir',
      (value, key) => JSON.stringify(value) !== JSON.stringify(own[key] ?? null),
    ),
    // Docker calls a container after its id when nobody gives it a name.
    hostname: id.startsWith(text(config['Hostname'])) || mode === 'host' ? null : text(config['Hostname']),
    environment: texts(config['Env']).filter((line) => !texts(own['Env']).includes(line)),
    labels: Object.fromEntries(Object.entries(mapOf(config['Labels'])).filter(([key, value]) => mapOf(own['Labels'])[key] !== value)),
    ports: Object.entries(mapOf(host['PortBindings'])).flatMap(([inner, bindings]) =>
      listOf(bindings).map((binding) => published(inner, mapOf(binding))),
    ),
    volumes: listOf(container['Mounts']).flatMap((mount) => mountOf(mapOf(mount))),
    tmpfs: Object.entries(mapOf(host['Tmpfs'])).map(([path, options]) => (options ? `${path}:${String(options)}` : path)),
    network_mode: isMode ? mode : isBridge ? 'bridge' : null,
    networks: Object.fromEntries(networks.map(([key, network]) => [key, networkOf(mapOf(network), name, id)])),
    devices: listOf(host['Devices']).map((device) => {
      const { PathOnHost: outside, PathInContainer: inside, CgroupPermissions: rights } = mapOf(device);
      return `${text(outside)}:${text(inside)}${rights === 'rwm' ? '' : `:${text(rights)}`}`;
    }),
    ...copied(host, ofHost, (value, key) => value !== defaults[key]),
    ...copied(config, 'Tty:tty OpenStdin:stdin_open'),
    cpus: Number(host['NanoCpus'] ?? 0) / 1e9,
    logging: logging(mapOf(host['LogConfig'])),
    gpus: JSON.stringify(listOf(host['DeviceRequests']).map((one) => mapOf(one)['Capabilities'])).includes('gpu') ? 'all' : null,
  };
  const says = (value: Json): boolean => Boolean(value) && (typeof value !== 'object' || Object.keys(value ?? {}).length > 0);
  return singleContainer(Object.fromEntries(Object.entries(parts).filter(([, value]) => says(value))));
}

const published = (inner: string, binding: JsonMap): string => {
  const [port = '', protocol] = inner.split('/');
  const [address, outside] = [text(binding['HostIp']), text(binding['HostPort'])];
  const shown = /^(|0\.0\.0\.0|::)$/.test(address) ? '' : address.includes(':') ? `[${address}]:` : `${address}:`;
  return `${shown}${outside && `${outside}:`}${port}${protocol === 'udp' ? '/udp' : ''}`;
};

/** Unnamed volumes come from the image, which asks for them again. */
function mountOf({ Type: type, Name: name, Source: source, Destination: target, RW: writable }: JsonMap): string[] {
  const from = type === 'volume' ? text(name) : text(source);
  return (type !== 'volume' && type !== 'bind') || /^[0-9a-f]{64}$/.test(from)
    ? []
    : [`${from}:${text(target)}${writable === false ? ':ro' : ''}`];
}

function networkOf({ Aliases: aliases, IPAMConfig: ipam }: JsonMap, name: string, id: string): JsonMap {
  const own = texts(aliases).filter((alias) => alias !== name && !id.startsWith(alias));
  const address = text(mapOf(ipam)['IPv4Address']);
  return { ...(own.length > 0 && { aliases: own }), ...(address && { ipv4_address: address }) };
}

function logging({ Type: driver, Config: written }: JsonMap): JsonMap {
  const options = Object.keys(mapOf(written)).length > 0 && { options: mapOf(written) };
  return options || !/^(|json-file|local|journald)$/.test(text(driver)) ? { driver: text(driver), ...options } : {};
}
