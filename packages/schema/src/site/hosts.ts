import { hostDefaults, type Host, type Site } from '@hl/core';
import { didYouMean } from '@hl/compose/nearest';
import { notOneOf, show } from '../check/show.js';
import type { Field, Report } from '../diagnostic.js';
import { asAddress } from '../names.js';
import { jumpsBy, type SshAnswer, type SshLookup } from './jumps.js';
import type { SiteFile } from './site.gen.js';

type HostFile = Exclude<SiteFile['hosts'][string], string>;

/** Every host with the defaults of `ssh` and `defaults`; what hl.yml leaves open, ssh's own configuration may say. */
export function hostsOf(input: SiteFile, report: Report, ssh: SshLookup = () => ({})): Pick<Site, 'hosts' | 'jumps'> {
  const whole = (given: string | HostFile): HostFile => (typeof given === 'string' ? { address: given } : given);
  const files = Object.entries(input.hosts).map(([name, given]) => [name, whole(given)] as const);
  const names = files.map(([name]) => name);
  const known = (text: string): string | undefined =>
    files.find(([, { address: written }]) => written === text)?.[0] ?? names.find((name) => name === text);
  const jumps = jumpsBy(ssh, known, (hop, jump) => ({ ...host(hop, input, report.at('hosts'), ssh(hop.address)), jump }));
  const hosts = Object.fromEntries(
    files.map(([name, given]): [string, Host] => {
      const field = report.at('hosts', name);
      const local = given.kind === 'local';
      if (given.address === undefined && !local) field.missing('address', `Add address: 192.0.2.11 under hosts.${name}.`);
      const own = given.address === undefined || local ? {} : ssh(given.address);
      const made = host(given, input, typeof input.hosts[name] === 'string' ? field : field.at('address'), own);
      const said = given.jump ?? (input.ssh?.jump === name || local ? undefined : input.ssh?.jump);
      if (said === undefined && own.proxyCommand !== undefined)
        field.warn('proxy-command', `${made.address} is reached directly: ${proxied}`, asJump);
      return [name, { ...made, jump: said ?? jumps.through(own.proxyJump, [name, given.address ?? name]) }];
    }),
  );
  const standard = input.ssh?.jump;
  if (standard !== undefined && !names.includes(standard)) report.at('ssh', 'jump').tell(notOneOf(standard, names));
  const all = { ...jumps.hosts, ...hosts };
  for (const [name, { jump }] of Object.entries(hosts)) {
    if (jump === null || jump === standard) continue;
    const field = report.at('hosts', name, 'jump');
    if (!(jump in all)) field.tell(notOneOf(jump, names));
    else if (circles(name, all))
      field.error('cycle', `${name} is reached through itself`, 'Let one host of the circle be reached directly.');
  }
  return Object.keys(jumps.hosts).length === 0 ? { hosts } : { hosts, jumps: jumps.hosts };
}

const proxied = "the ProxyCommand that ssh's configuration gives for it is not run here";
const asJump = 'Write it as ProxyJump there, or as jump of this host.';

function host(given: HostFile, { ssh = {}, defaults = {} }: SiteFile, where: Field, own: SshAnswer): Host {
  const at = own.hostName ?? given.address;
  return {
    kind: given.kind ?? hostDefaults.kind,
    address: at === undefined ? '127.0.0.1' : address(at, where),
    port: given.port ?? ssh.port ?? own.port ?? hostDefaults.port,
    user: given.user ?? ssh.user ?? own.user ?? hostDefaults.user,
    keyFile: given.key_file ?? ssh.key_file ?? hostDefaults.keyFile,
    ...(own.identityFiles === undefined ? {} : { identityFiles: own.identityFiles }),
    agent: given.agent ?? ssh.agent ?? hostDefaults.agent,
    knownHosts: given.known_hosts ?? ssh.known_hosts ?? own.userKnownHostsFile ?? hostDefaults.knownHosts,
    fingerprints: given.fingerprints ?? hostDefaults.fingerprints,
    jump: hostDefaults.jump,
    sudo: given.sudo ?? ssh.sudo ?? hostDefaults.sudo,
    parallel: given.parallel ?? defaults.parallel ?? hostDefaults.parallel,
    revisions: given.revisions ?? defaults.revisions ?? hostDefaults.revisions,
    connectTimeoutSeconds: given.connect_timeout ?? ssh.connect_timeout ?? hostDefaults.connectTimeoutSeconds,
  };
}

function address(text: string, field: Field): string {
  const found = asAddress(text);
  const hint = 'Write it without user, port and scheme, e.g. 192.0.2.11; user and port have keys of their own.';
  if (found === null) field.error('address', `${show(text)} is not a host name or address`, hint);
  return found ?? text;
}

function circles(start: string, hosts: { readonly [name: string]: Host }): boolean {
  const seen = new Set<string>();
  for (let name = hosts[start]?.jump ?? null; name !== null && !seen.has(name); name = hosts[name]?.jump ?? null) {
    if (name === start) return true;
    seen.add(name);
  }
  return false;
}

/** Tells when `name` is not a host of the site. */
export function checkHost(name: string, hosts: object, field: Field): void {
  if (Object.hasOwn(hosts, name)) return;
  const names = Object.keys(hosts);
  const hint = didYouMean(name, names) ?? `Add ${show(name)} to the hosts in hl.yml, or name one of them.`;
  field.tell({ ...notOneOf(name, names), hint });
}
