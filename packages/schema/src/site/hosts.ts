import { isIP } from 'node:net';
import type { Host } from '@hl/core';
import { didYouMean } from '../check/nearest.js';
import { notOneOf, show } from '../check/wording.js';
import type { Path, Report } from '../diagnostic.js';
import { asHostName } from '../names.js';
import type { SiteFile } from '../site.gen.js';

type HostFile = Exclude<SiteFile['hosts'][string], string>;

/** Every host with the defaults of `ssh` and `defaults`. */
export function hostsOf(input: SiteFile, report: Report): { [name: string]: Host } {
  const names = Object.keys(input.hosts);
  const hosts = Object.fromEntries(
    Object.entries(input.hosts).map(([name, given]) => [
      name,
      host(name, typeof given === 'string' ? { address: given } : given, input, report),
    ]),
  );
  if (input.ssh?.jump !== undefined && !names.includes(input.ssh.jump)) report.add(notOneOf(['ssh', 'jump'], input.ssh.jump, names));
  for (const [name, { jump }] of Object.entries(hosts)) {
    if (jump === null || jump === input.ssh?.jump) continue;
    if (!names.includes(jump)) report.add(notOneOf(['hosts', name, 'jump'], jump, names));
    else if (circles(name, hosts))
      report.error(
        ['hosts', name, 'jump'],
        'cycle',
        `${name} is reached through itself`,
        'Let one host of the circle be reached directly.',
      );
  }
  return hosts;
}

function host(name: string, given: HostFile, { ssh = {}, defaults = {}, hosts }: SiteFile, report: Report): Host {
  const path: Path = typeof hosts[name] === 'string' ? ['hosts', name] : ['hosts', name, 'address'];
  const kind = given.kind ?? 'docker';
  if (given.address === undefined && kind !== 'local') {
    report.add({
      path,
      rule: 'required',
      message: 'address is required',
      hint: `Add address: 192.0.2.11 under hosts.${name}.`,
      place: 'key',
    });
  }
  const jump = given.jump ?? (ssh.jump === name || kind === 'local' ? undefined : ssh.jump);
  return {
    kind,
    address: given.address === undefined ? '127.0.0.1' : address(given.address, path, report),
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

function address(text: string, path: Path, report: Report): string {
  const plain = text.replace(/^\[(.*)\]$/, '$1');
  if (isIP(plain) !== 0) return plain;
  const name = /^[\d.]+$/.test(plain) ? null : asHostName(plain);
  if (name === null)
    report.error(
      path,
      'address',
      `${show(text)} is not a host name or address`,
      'Write it without user, port and scheme, e.g. 192.0.2.11; user and port have keys of their own.',
    );
  return name ?? plain;
}

function circles(start: string, hosts: { readonly [name: string]: Host }): boolean {
  const seen = new Set<string>();
  for (let name = hosts[start]?.jump ?? null; name !== null && !seen.has(name); name = hosts[name]?.jump ?? null) {
    if (name === start) return true;
    seen.add(name);
  }
  return false;
}

/** Notes when `name` is not a host of the site. */
export function checkHost(name: string, hosts: object, path: Path, report: Report): void {
  const names = Object.keys(hosts);
  if (names.includes(name)) return;
  report.add({
    ...notOneOf(path, name, names),
    hint: didYouMean(name, names) ?? `Add ${show(name)} to the hosts in hl.yml, or name one of them.`,
  });
}
