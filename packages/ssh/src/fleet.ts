import { HlError, hostDefaults, posixRemote, semaphore, type Host, type Remote, type Site } from '@hl/core';
import { localRemote } from '@hl/core/local';
import { connect, direct, type Connection, type ConnectOptions, type Transport } from './connect/connect.js';
import { scan } from './login/login.js';
import { privateKeys } from './login/private-key.js';
import type { FleetOptions } from './options.js';
import { lanes } from './run/lanes.js';
import { link, type Link } from './run/link.js';
import { knownHosts } from './trust/files.js';
import type { HostKey } from './trust/host-keys.js';

/** All hosts of a site, each with at most one connection; with a few where the server serves one command on each (Dropbear). */
export interface Fleet {
  /**
   * The host as a `Remote`; nothing is connected before its first use. Closing it ends its connection; the next use makes a new one.
   *
   * @throws HlError HL_NO_HOST (input) when the site has no host of that name
   */
  remote(host: string): Remote;
  /**
   * The keys that a host shows, asked for on its own way (jump), without logging in there: what `hl hosts trust` shows and records.
   *
   * @throws HlError HL_NO_HOST; `unreachable`
   */
  hostKeys(host: string): Promise<HostKey[]>;
  /** Ends all connections, for good. Twice is fine. */
  close(): Promise<void>;
}

/** A stock sshd drops connections when more than 10 logins are under way (MaxStartups 10:30:100). */
const loginsAtOnce = 5;
/** Of a whole fleet: all of 500 hosts at once would wait for this machine longer than a login may take. */
const loginsOfAll = 128;

export function sshFleet(options: FleetOptions): Fleet {
  const hosts = Object.fromEntries(Object.entries(options.hosts).map(([name, host]) => [name, whole(name, host)]));
  const { passphrase, keepalive = { intervalMs: 2000, misses: 3 }, retryMs = 500 } = options;
  const shared = { ...options, keepalive, retryMs, privateKey: privateKeys(passphrase), trusted: knownHosts() };
  const all = semaphore(loginsOfAll);
  const startsAt = onceEach((_place): ConnectOptions['starts'] => {
    const here = semaphore(loginsAtOnce);
    return { run: (login) => here.run(() => all.run(login)) };
  });
  const links: Link[] = [];
  let closed = false;

  const linkTo = onceEach((name) => {
    const [host, jump] = [hostOf(hosts, name), wayTo(hosts, name)[1]];
    const starts = startsAt(jump ?? host.address);
    const transport = transportTo(name);
    const login = async (signal: AbortSignal): Promise<Connection> => {
      if (closed) throw new HlError('HL_SSH_CLOSED', `${name}: the fleet is closed already`, { kind: 'bug' });
      return connect(name, host, { ...shared, starts, transport }, signal);
    };
    const made = lanes(() => link(name, host, login));
    links.push(made);
    return made;
  });

  const transportTo = (name: string): Transport => {
    const [, jump] = wayTo(hosts, name);
    return jump === undefined ? direct : through(name, jump, linkTo(jump));
  };

  return {
    remote: onceEach((name) => {
      if (hostOf(hosts, name).kind === 'local') return localRemote(name);
      const { exec, close } = linkTo(name);
      return posixRemote(name, exec, close);
    }),
    async hostKeys(name) {
      const { address, port } = hostOf(hosts, name);
      const transport = transportTo(name);
      await transport.open();
      const server = { name, address, port };
      return scan(server, (timeoutMs) => transport.stream(server, timeoutMs));
    },
    async close() {
      closed = true;
      await Promise.all(links.map((open) => open.close()));
    },
  };
}

/** A function whose result is made once for each name. */
function onceEach<T>(make: (name: string) => T): (name: string) => T {
  const made = new Map<string, T>();
  return (name) => {
    const value = made.get(name) ?? make(name);
    made.set(name, value);
    return value;
  };
}

function whole(name: string, given: Partial<Host>): Host {
  const address = given.address ?? (given.kind === 'local' ? '127.0.0.1' : undefined);
  if (address !== undefined) return { ...hostDefaults, ...given, address };
  const hint = 'Give the name or address that SSH connects to.';
  throw new HlError('HL_OPTIONS', `sshFleet of @hl/ssh needs options.hosts.${name}.address (string)`, { kind: 'input', hint });
}

function hostOf(hosts: Site['hosts'], name: string, wantedBy?: string): Host {
  const host = Object.hasOwn(hosts, name) ? hosts[name] : undefined;
  if (host) return host;
  const where = wantedBy === undefined ? '' : `, which ${wantedBy} jumps through`;
  const hint = `hl.yml has these hosts: ${Object.keys(hosts).sort().join(', ') || 'none'}.`;
  throw new HlError('HL_NO_HOST', `There is no host ${name}${where}`, { kind: 'input', hint });
}

/** A host and those that it is reached through, itself first. A jump through the machine we run on is none. */
function wayTo(hosts: Site['hosts'], name: string): string[] {
  const way = [name];
  for (let at = hostOf(hosts, name); at.jump !== null;) {
    const next = hostOf(hosts, at.jump, way.at(-1));
    if (next.kind === 'local') break;
    if (way.includes(at.jump)) {
      const hint = 'Correct `jump` of these hosts in hl.yml.';
      throw new HlError('HL_JUMP_LOOP', `Hosts jump in a circle: ${[...way, at.jump].join(' → ')}`, { kind: 'input', hint });
    }
    way.push(at.jump);
    at = next;
  }
  return way;
}

/** The way through another host; its errors say for whom the way was wanted. */
const through = (name: string, jump: string, gateway: Link): Transport => ({
  open: () =>
    gateway.open().catch((error: unknown) => {
      const { code, message, kind, hint } = HlError.from(error);
      throw new HlError(code, `${name} is reached through ${jump}: ${message}`, {
        kind,
        ...(hint === undefined ? {} : { hint }),
        cause: error,
      });
    }),
  stream: (server, timeoutMs) => gateway.forward(server, timeoutMs),
});
