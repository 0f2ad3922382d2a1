import { emit, volumesOf, wordsOf, type JsonMap } from '@hl/compose';
import { HlError, type Json } from '@hl/core';

/** `a,b:key` of many options: option → key of compose. */
const table = (rows: string): { readonly [option: string]: string } =>
  Object.fromEntries(
    rows.split(/\s+/).flatMap((row) => (row.split(':')[0] ?? '').split(',').map((option) => [option, row.split(':')[1] ?? option])),
  );

/** Options of `docker run` by what their value is in compose: https://docs.docker.com/reference/cli/docker/container/run/ */
const texts = table(
  'name:container_name hostname,h:hostname user,u:user workdir,w:working_dir restart runtime pid ipc uts userns:userns_mode cgroupns:cgroup platform ' +
    'pull:pull_policy shm-size:shm_size memory,m:mem_limit memory-swap:memswap_limit memory-reservation:mem_reservation cpus cpuset-cpus:cpuset ' +
    'stop-signal:stop_signal domainname mac-address:mac_address cgroup-parent:cgroup_parent isolation',
);
const numbers = table(
  'cpu-shares,c:cpu_shares pids-limit:pids_limit oom-score-adj:oom_score_adj memory-swappiness:mem_swappiness health-retries:healthcheck.retries',
);
const lists = table(
  'publish,p:ports expose volume,v:volumes env,e:environment env-file:env_file label,l:labels label-file:label_file device:devices ' +
    'cap-add:cap_add cap-drop:cap_drop security-opt:security_opt add-host:extra_hosts dns dns-search:dns_search dns-option,dns-opt:dns_opt tmpfs ' +
    'group-add:group_add link:external_links device-cgroup-rule:device_cgroup_rules entrypoint',
);
const pairs = table('sysctl:sysctls storage-opt:storage_opt annotation:annotations log-opt:logging.options');
const parts = table(
  'log-driver:logging.driver health-cmd:healthcheck.test health-interval:healthcheck.interval health-timeout:healthcheck.timeout health-start-period:healthcheck.start_period',
);
const switches = table(
  'privileged init read-only:read_only tty,t:tty interactive,i:stdin_open oom-kill-disable:oom_kill_disable no-healthcheck:healthcheck.disable ' +
    'detach,d: rm: quiet,q: sig-proxy: P,publish-all:',
);
/** Of the terminal that it was typed in. */
const ignored = new Set(['attach', 'a', 'detach-keys', 'cidfile', 'disable-content-trust']);
/** Of the one network that is named. */
const ofNetwork = table('network-alias,net-alias:aliases ip:ipv4_address ip6:ipv6_address');

type Container = Record<string, Json>;

const mapAt = (container: Container, key: string): JsonMap => (container[key] ?? {}) as JsonMap;
const listAt = (container: Container, key: string): readonly Json[] => (container[key] ?? []) as readonly Json[];

/** `logging.driver`: a key of a map. */
function put(container: Container, path: string, value: Json): void {
  const [key = '', inner] = path.split('.');
  container[key] = inner === undefined ? value : { ...mapAt(container, key), [inner]: value };
}

const halves = (text: string): [string, string] =>
  text.includes('=') ? [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] : [text, 'true'];
const csv = (value: string): Record<string, string> => Object.fromEntries(value.split(',').map(halves));

/** Options that say more than one key can. */
const special: { readonly [option: string]: (container: Container, value: string) => void } = {
  'stop-timeout': (container, value) => put(container, 'stop_grace_period', `${value}s`),
  'volumes-from': (container, value) => put(container, 'volumes_from', [...listAt(container, 'volumes_from'), `container:${value}`]),
  ulimit(container, value) {
    const [, name = '', soft, hard] = /^(\w+)=(-?\d+)(?::(-?\d+))?$/.exec(value) ?? [];
    put(container, `ulimits.${name}`, hard === undefined ? Number(soft) : { soft: Number(soft), hard: Number(hard) });
  },
  gpus: (container, value) => put(container, 'gpus', value === 'all' ? 'all' : [{ count: Number(value) || 1 }]),
  mount(container, value) {
    const {
      type = 'volume',
      source,
      src,
      target,
      dst,
      destination,
      readonly,
      ro,
      'bind-propagation': propagation,
      'tmpfs-size': size,
    } = csv(value);
    const mount: JsonMap = {
      type,
      ...((source ?? src) && { source: source ?? src ?? '' }),
      target: target ?? dst ?? destination ?? '',
      ...((readonly ?? ro) === 'true' && { read_only: true }),
      ...(propagation && { bind: { propagation } }),
      ...(size && { tmpfs: { size } }),
    };
    put(container, 'volumes', [...listAt(container, 'volumes'), mount]);
  },
  network(container, value) {
    if (/^(host|none|bridge|default|container:.*)$/.test(value))
      return put(container, 'network_mode', value === 'default' ? 'bridge' : value);
    const { name = value, alias, ip, ip6 } = value.includes('=') ? csv(value) : {};
    const one: JsonMap = { ...(alias && { aliases: [alias] }), ...(ip && { ipv4_address: ip }), ...(ip6 && { ipv6_address: ip6 }) };
    container['networks'] = { ...mapAt(container, 'networks'), [name]: one };
  },
  net: (container, value) => special['network']?.(container, value),
};

/**
 * The words of a `docker run` as the text of a compose file with one container, called as its container or its image.
 *
 * @param argv `['docker', 'run', '-d', …]`; `podman` and `docker container run` are the same
 * @throws HlError HL_IMPORT (`input`) for an option that is not known
 */
export function composeOfRun(argv: readonly string[]): string {
  const [text = ''] = argv;
  // In one word it is as it was copied: lines go on after a backslash, and `#…` between backquotes is a comment.
  const split = (): string[] => wordsOf(text.replace(/`#[^`]*`/g, ' ').replace(/\\\r?\n/g, ' '));
  const words = (argv.length === 1 ? split() : argv).filter((word) => word !== '\\' && word !== '\n');
  const at = words.indexOf('run');
  if (at < 1)
    throw wrong(
      `${words.slice(0, 2).join(' ')} is no docker run`,
      'hl import -- docker run --name metube -p 8081:8081 ghcr.io/alexta69/metube',
    );
  const container: Container = {};
  let network: JsonMap = {};
  let index = at + 1;
  const take = (option: string, value: string): void => {
    const has = (rows: { readonly [name: string]: string }): string | undefined => (Object.hasOwn(rows, option) ? rows[option] : undefined);
    const [text, number, list, pair, part, word] = [texts, numbers, lists, pairs, parts, ofNetwork].map(has);
    if (special[option]) special[option](container, value);
    else if (text ?? part) put(container, (text ?? part) as string, value);
    else if (number) put(container, number, Number(value));
    else if (list) put(container, list, [...listAt(container, list), value]);
    else if (word) network = { ...network, [word]: word === 'aliases' ? [...((network[word] ?? []) as Json[]), value] : value };
    else if (pair) {
      const [key = '', inner] = pair.split('.');
      const former = inner === undefined ? mapAt(container, key) : ((mapAt(container, key)[inner] ?? {}) as JsonMap);
      put(container, pair, { ...former, ...Object.fromEntries([halves(value)]) });
    } else if (!ignored.has(option)) {
      const hint = "Leave it out, and write what it says into the service file in compose's words.";
      throw wrong(`docker run has no option ${option.length > 1 ? '--' : '-'}${option} that is known here`, hint);
    }
  };
  const turn = (option: string, on: boolean): void => {
    if (/^(P|publish-all)$/.test(option))
      throw wrong('-P publishes at ports that Docker chooses', 'Write -p host:container for each port instead.');
    if (switches[option]) put(container, switches[option], on);
  };
  const next = (): string => words[++index] ?? '';
  for (; index < words.length && words[index]?.startsWith('-') && words[index] !== '-'; index++) {
    const [, dashes = '', body = '', given] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(words[index] ?? '') ?? [];
    if (dashes === '--' && body === '') {
      index += 1;
      break;
    }
    if (dashes === '--') {
      if (Object.hasOwn(switches, body)) turn(body, given !== 'false');
      else take(body, given ?? next());
      continue;
    }
    // `-dit`, `-p80:80`, `-e=A=1`
    const short = (words[index] ?? '').slice(1);
    for (let letter = 0; letter < short.length; letter++) {
      const option = short[letter] ?? '';
      if (Object.hasOwn(switches, option)) turn(option, true);
      else {
        take(option, short.slice(letter + 1).replace(/^=/, '') || next());
        break;
      }
    }
  }
  const [image, ...command] = words.slice(index);
  if (image === undefined) throw wrong('the command names no image', 'Give all of it, up to the image and its command.');
  const named = Object.keys(mapAt(container, 'networks')).at(-1);
  if (named !== undefined)
    container['networks'] = { ...mapAt(container, 'networks'), [named]: { ...mapAt(mapAt(container, 'networks'), named), ...network } };
  return singleContainer({ image, ...container, ...(command.length > 0 && { command }) });
}

/** A compose file of one container; what Docker has is not interpolated, and its networks are there already. */
export function singleContainer(container: JsonMap): string {
  const { container_name: name, image, networks } = container;
  const key = String(
    name ??
      String(image)
        .replace(/[:@].*$/, '')
        .split('/')
        .at(-1),
  )
    .toLowerCase()
    .replace(/[^a-z0-9_.-]/g, '-');
  const volumes = volumesOf(container).flatMap(({ type, source }) => (type === 'volume' && source !== null ? [source] : []));
  const named = (of: string, list: readonly string[], more: JsonMap): JsonMap =>
    list.length === 0 ? {} : { [of]: Object.fromEntries(list.map((one) => [one, { name: one, ...more }])) };
  const file = {
    services: { [key]: container },
    ...named('networks', Object.keys((networks ?? {}) as JsonMap), { external: true }),
    ...named('volumes', volumes, {}),
  };
  return emit(doubled(file) as JsonMap);
}

const doubled = (value: Json): Json =>
  JSON.parse(JSON.stringify(value), (_, item: Json) => (typeof item === 'string' ? item.replaceAll('$', '$$$$') : item)) as Json;

const wrong = (message: string, hint: string): HlError => new HlError('HL_IMPORT', message, { kind: 'input', hint });
