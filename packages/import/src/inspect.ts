import { mapOf, listOf, type JsonMap } from '@hl/compose';
import type { Json } from '@hl/core';
import { singleContainer } from './docker-run.js';

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');
const texts = (value: Json | undefined): string[] => listOf(value).map(String);
const same = (a: Json | undefined, b: Json | undefined): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/**
 * A container that nobody made with compose, as the text of a compose file: what its image says by itself is left out.
 *
 * @param container one object of `docker inspect`
 * @param image the object of `docker image inspect` of its image; `{}`: it is gone
 */
export function composeOfInspect(container: JsonMap, image: JsonMap): string {
  const [config, host, own] = [mapOf(container['Config']), mapOf(container['HostConfig']), mapOf(image['Config'])];
  const name = text(container['Name']).replace(/^\//, '');
  const mode = text(host['NetworkMode']);
  const restart = mapOf(host['RestartPolicy']);
  const labels = Object.entries(mapOf(config['Labels'])).filter(([key, value]) => mapOf(own['Labels'])[key] !== value);
  const environment = texts(config['Env']).filter((line) => !texts(own['Env']).includes(line));
  const retries = Number(restart['MaximumRetryCount'] ?? 0);
  const parts: JsonMap = {
    image: text(config['Image']),
    container_name: name,
    restart: `${text(restart['Name']) || 'no'}${retries > 0 ? `:${retries}` : ''}`,
    entrypoint: same(config['Entrypoint'], own['Entrypoint']) ? null : (config['Entrypoint'] ?? null),
    command: same(config['Cmd'], own['Cmd']) ? null : (config['Cmd'] ?? null),
    user: text(config['User']) === text(own['User']) ? null : text(config['User']),
    working_dir: text(config['WorkingDir']) === text(own['WorkingDir']) ? null : text(config['WorkingDir']),
    // Docker calls a container after its id when nobody gives it a name.
    hostname: text(container['Id']).startsWith(text(config['Hostname'])) || mode === 'host' ? null : text(config['Hostname']),
    environment,
    labels: Object.fromEntries(labels),
    ports: Object.entries(mapOf(host['PortBindings'])).flatMap(([inner, bindings]) =>
      listOf(bindings).map((binding) => published(inner, mapOf(binding))),
    ),
    volumes: listOf(container['Mounts']).flatMap((mount) => mountOf(mapOf(mount))),
    tmpfs: Object.entries(mapOf(host['Tmpfs'])).map(([path, options]) => (options ? `${path}:${String(options)}` : path)),
    network_mode: /^(host|none|container:.*)$/.test(mode) ? mode : mode === 'default' || mode === 'bridge' ? 'bridge' : null,
    networks: /^(host|none|default|bridge|container:.*)$/.test(mode)
      ? {}
      : Object.fromEntries(
          Object.entries(mapOf(mapOf(container['NetworkSettings'])['Networks'])).map(([key, network]) => [
            key,
            networkOf(mapOf(network), name, text(container['Id'])),
          ]),
        ),
    devices: listOf(host['Devices'])
      .map(mapOf)
      .map(
        (device) =>
          `${text(device['PathOnHost'])}:${text(device['PathInContainer'])}${text(device['CgroupPermissions']) === 'rwm' ? '' : `:${text(device['CgroupPermissions'])}`}`,
      ),
    cap_add: host['CapAdd'] ?? [],
    cap_drop: host['CapDrop'] ?? [],
    security_opt: host['SecurityOpt'] ?? [],
    extra_hosts: host['ExtraHosts'] ?? [],
    dns: host['Dns'] ?? [],
    group_add: host['GroupAdd'] ?? [],
    sysctls: host['Sysctls'] ?? {},
    privileged: host['Privileged'] === true || null,
    read_only: host['ReadonlyRootfs'] === true || null,
    init: host['Init'] === true || null,
    tty: config['Tty'] === true || null,
    stdin_open: config['OpenStdin'] === true || null,
    pid: text(host['PidMode']) || null,
    runtime: /^(|runc)$/.test(text(host['Runtime'])) ? null : text(host['Runtime']),
    shm_size: Number(host['ShmSize'] ?? 0) === 64 * 1024 * 1024 ? null : (host['ShmSize'] ?? null),
    mem_limit: host['Memory'] || null,
    cpus: Number(host['NanoCpus'] ?? 0) / 1e9 || null,
    logging: logging(mapOf(host['LogConfig'])),
    ...(gpus(host) && { gpus: 'all' }),
  };
  const empty = (value: Json): boolean => value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
  return singleContainer(Object.fromEntries(Object.entries(parts).filter(([, value]) => !empty(value))));
}

const published = (inner: string, { HostIp, HostPort }: JsonMap): string => {
  const [port = '', protocol] = inner.split('/');
  const address =
    text(HostIp) === '' || text(HostIp) === '0.0.0.0' || text(HostIp) === '::'
      ? ''
      : `${text(HostIp).includes(':') ? `[${text(HostIp)}]` : text(HostIp)}:`;
  return `${address}${text(HostPort) ? `${text(HostPort)}:` : ''}${port}${protocol === 'udp' ? '/udp' : ''}`;
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

const logging = ({ Type: driver, Config: options }: JsonMap): JsonMap | null => {
  const isDefault = /^(|json-file|local|journald)$/.test(text(driver)) && Object.keys(mapOf(options)).length === 0;
  return isDefault ? null : { driver: text(driver), ...(Object.keys(mapOf(options)).length > 0 && { options: mapOf(options) }) };
};

const gpus = ({ DeviceRequests: requests }: JsonMap): boolean =>
  listOf(requests).some((one) => JSON.stringify(mapOf(one)['Capabilities'] ?? '').includes('gpu'));
