import type { Host } from '@hl/core';
import { didYouMean } from '@hl/compose';
import { notOneOf, show } from '../check/show.js';
import type { Field, Report } from '../diagnostic.js';
import { asAddress } from '../names.js';
import type { SiteFile } from './site.gen.js';

type HostFile = Exclude<SiteFile['hosts'][string], string>;

/** Every host with the defaults of `ssh` and `defaults`. */
export function hostsOf(input: SiteFile, report: Report): { [name: string]: Host } {
  const names = Object.keys(input.hosts);
  const whole = (given: string | HostFile): HostFile => (typeof given === 'string' ? { address: given } : given);
  const hosts = Object.fromEntries(Object.entries(input.hosts).map(([name, given]) => [name, host(name, whole(given), input, report)]));
  const standard = input.ssh?.jump;
  if (standard !== undefined && !names.includes(standard)) report.at('ssh', 'jump').tell(notOneOf(standard, names));
  for (const [name, { jump }] of Object.entries(hosts)) {
    if (jump === null || jump === standard) continue;
    const field = report.at('hosts', name, 'jump');
    if (!names.includes(jump)) field.tell(notOneOf(jump, names));
    else if (circles(name, hosts))
      field.error('cycle', `${name} is reached through itself`, 'Let one host of the circle be reached directly.');
  }
  return hosts;
}

function host(name: string, given: HostFile, { ssh = {}, defaults = {}, hosts }: SiteFile, report: Report): Host {
  const field = report.at('hosts', name);
  const kind = given.kind ?? 'docker';
  if (given.address === undefined && kind !== 'local') field.missing('address', `Add address: 192.0.2.11 under hosts.${name}.`);
  const where = typeof hosts[name] === 'string' ? field : field.at('address');
  const jump = given.jump ?? (ssh.jump === name || kind === 'local' ? undefined : ssh.jump);
  return {
    kind,
    address: given.address === undefined ? '127.0.0.1' : address(given.address, where),
    port: given.port ?? ssh.port ?? 22,
    user: given.user ?? ssh.user ?? 'root',
    keyFile: given.key_file ?? ssh.key_file ?? null,
    agent: given.agent ?? ssh.agent ?? false,
    knownHosts: given.known_hosts ?? ssh.known_hosts ?? null,
    fingerprints: given.fingerprints ?? [],
    jump: jump ?? null,
    sudo: given.sudo ?? ssh.sudo ?? false,
    parallel: given.parallel ?? defaults.parallel ?? 4,
    revisions: given.revisions ?? defaults.revisions ?? 5,
    connectTimeoutSeconds: given.connect_timeout ?? ssh.connect_timeout ?? 10,
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
  const names = Object.keys(hosts);
  if (names.includes(name)) return;
  const hint = didYouMean(name, names) ?? `Add ${show(name)} to the hosts in hl.yml, or name one of them.`;
  field.tell({ ...notOneOf(name, names), hint });
}
