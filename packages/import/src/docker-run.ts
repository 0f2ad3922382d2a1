import { listOf, mapOf, wordsOf, type JsonMap } from '@hl/compose';
import { HlError, type Json } from '@hl/core';
import { singleContainer } from './single-container.js';

/** Options by what their value is in compose: `option,alias:key`, the option's name where no key is written, and no key where it says nothing. */
const rows = {
  text:
    'name:container_name hostname,h:hostname user,u:user workdir,w:working_dir restart runtime pid ipc uts userns:userns_mode cgroupns:cgroup platform ' +
    'pull:pull_policy shm-size:shm_size memory,m:mem_limit memory-swap:memswap_limit memory-reservation:mem_reservation cpus cpuset-cpus:cpuset ' +
    'stop-signal:stop_signal domainname mac-address:mac_address cgroup-parent:cgroup_parent isolation log-driver:logging.driver ' +
    'health-cmd:healthcheck.test health-interval:healthcheck.interval health-timeout:healthcheck.timeout health-start-period:healthcheck.start_period ' +
    'ip:joined.ipv4_address ip6:joined.ipv6_address attach,a: detach-keys: cidfile: disable-content-trust:',
  number:
    'cpu-shares,c:cpu_shares pids-limit:pids_limit oom-score-adj:oom_score_adj memory-swappiness:mem_swappiness health-retries:healthcheck.retries',
  list:
    'publish,p:ports expose volume,v:volumes env,e:environment env-file:env_file label,l:labels label-file:label_file device:devices ' +
    'cap-add:cap_add cap-drop:cap_drop security-opt:security_opt add-host:extra_hosts dns dns-search:dns_search dns-option,dns-opt:dns_opt tmpfs ' +
    'group-add:group_add link:external_links device-cgroup-rule:device_cgroup_rules entrypoint network-alias,net-alias:joined.aliases',
  pair: 'sysctl:sysctls storage-opt:storage_opt annotation:annotations log-opt:logging.options',
  flag:
    'privileged init read-only:read_only tty,t:tty interactive,i:stdin_open oom-kill-disable:oom_kill_disable no-healthcheck:healthcheck.disable ' +
    'detach,d: rm: quiet,q: sig-proxy: publish-all,P:ports',
  seconds: 'stop-timeout:stop_grace_period',
  containers: 'volumes-from:volumes_from',
  gpus: 'gpus',
  ulimit: 'ulimit:ulimits',
  mount: 'mount:volumes',
  network: 'network,net:networks',
};

type Kind = keyof typeof rows;

/** Source: https://docs.docker.com/reference/cli/docker/container/run/ */
const options = new Map(
  Object.entries(rows).flatMap(([kind, row]) =>
    row.split(' ').flatMap((one) => {
      const [names = '', key] = one.split(':');
      return names.split(',').map((name) => [name, { kind: kind as Kind, path: key ?? name }] as const);
    }),
  ),
);

const wrong = (message: string, hint: string): HlError => new HlError('HL_IMPORT', message, { kind: 'input', hint });
const halves = (text: string): [string, string] =>
  text.includes('=') ? [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)] : [text, 'true'];
const csv = (value: string): Record<string, string> => Object.fromEntries(value.split(',').map(halves));

/** What a key is once an option of its kind is read. */
const read: { readonly [kind in Kind]: (value: string, former: Json | undefined) => Json } = {
  text: (value) => value,
  number: Number,
  list: (value, former) => [...listOf(former), value],
  pair: (value, former) => ({ ...mapOf(former), ...Object.fromEntries([halves(value)]) }),
  flag: (value) => value !== 'false',
  seconds: (value) => `${value}s`,
  containers: (value, former) => [...listOf(former), `container:${value}`],
  gpus: (value) => (value === 'all' ? 'all' : [{ count: Number(value) || 1 }]),
  ulimit(value, former) {
    const [, name = '', soft, hard] = /^(\w+)=(-?\d+)(?::(-?\d+))?$/.exec(value) ?? [];
    return { ...mapOf(former), [name]: hard === undefined ? Number(soft) : { soft: Number(soft), hard: Number(hard) } };
  },
  mount(value, former) {
    const { type = 'volume', 'bind-propagation': propagation, 'tmpfs-size': size, ...given } = csv(value);
    const source = given['source'] ?? given['src'];
    const mount = {
      type,
      ...(source && { source }),
      target: given['target'] ?? given['dst'] ?? given['destination'] ?? '',
      ...((given['readonly'] ?? given['ro']) === 'true' && { read_only: true }),
      ...(propagation && { bind: { propagation } }),
      ...(size && { tmpfs: { size } }),
    };
    return [...listOf(former), mount];
  },
  network(value, former) {
    const { name = value, alias, ip, ip6 } = value.includes('=') ? csv(value) : {};
    const one = { ...(alias && { aliases: [alias] }), ...(ip && { ipv4_address: ip }), ...(ip6 && { ipv6_address: ip6 }) };
    return { ...mapOf(former), [name]: one };
  },
};

function change(map: Record<string, Json>, path: string, to: (former: Json | undefined) => Json): void {
  const [key = '', ...inner] = path.split('.');
  if (inner.length === 0) map[key] = to(map[key]);
  else change((map[key] ??= {}) as Record<string, Json>, inner.join('.'), to);
}

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
  let index = words.indexOf('run') + 1;
  if (index < 2)
    throw wrong(
      `${words.slice(0, 2).join(' ')} is no docker run`,
      'hl import -- docker run --name metube -p 8081:8081 ghcr.io/alexta69/metube',
    );
  const container: Record<string, Json> = {};
  const take = (name: string, given: string | undefined): void => {
    const option = options.get(name);
    if (!option) {
      const hint = "Leave it out, and write what it says into the service file in compose's words.";
      throw wrong(`docker run has no option ${name.length > 1 ? '--' : '-'}${name} that is known here`, hint);
    }
    const { kind, path } = option;
    const value = given ?? (kind === 'flag' ? 'true' : (words[++index] ?? ''));
    if (kind === 'flag' && path === 'ports')
      throw wrong('-P publishes at ports that Docker chooses', 'Write -p host:container for each port instead.');
    if (path !== '') change(container, path, (former) => read[kind](value, former));
  };
  for (; words[index]?.startsWith('-') && words[index] !== '-'; index++) {
    const word = words[index] ?? '';
    if (word === '--') {
      index += 1;
      break;
    }
    const [, long, given] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
    if (long !== undefined) take(long, given);
    // `-dit`, `-p80:80`, `-e=A=1`
    else
      for (let rest = word.slice(1); rest !== '';) {
        const [letter = '', more] = [rest[0], rest.slice(1)];
        rest = options.get(letter)?.kind === 'flag' ? more : '';
        take(letter, rest === more ? undefined : more.replace(/^=/, ''));
      }
  }
  const [image, ...command] = words.slice(index);
  if (image === undefined) throw wrong('the command names no image', 'Give all of it, up to the image and its command.');
  return singleContainer({ image, ...withNetworks(container), ...(command.length > 0 && { command }) });
}

/** `--ip` and the like are of the network that is named last. */
function withNetworks({ networks: named, joined, ...container }: JsonMap): JsonMap {
  const all = Object.entries(mapOf(named));
  const networks = all.filter(([name]) => !/^(host|none|bridge|default|container:.*)$/.test(name));
  const mode = all.findLast((one) => !networks.includes(one))?.[0];
  const last = networks.pop();
  return {
    ...container,
    ...(mode !== undefined && { network_mode: mode === 'default' ? 'bridge' : mode }),
    ...(last && { networks: Object.fromEntries([...networks, [last[0], { ...mapOf(last[1]), ...mapOf(joined) }]]) }),
  };
}
