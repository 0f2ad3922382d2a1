import { HlError, posixRemote } from '@hl/core';
import type { Host, Remote, Site } from '@hl/core';
import { localRemote } from '@hl/core/local';
import { connect, direct } from './connect.js';
import type { Route } from './connect.js';
import { gate } from './gate.js';
import type { Gate } from './gate.js';
import type { HostKey } from './host-keys.js';
import type { Keepalive } from './keepalive.js';
import { link } from './link.js';
import type { Link } from './link.js';
import { privateKeys } from './private-key.js';
import { scan } from './scan.js';

export interface FleetOptions {
  readonly hosts: Site['hosts'];
  /** Path of the run's default private key; a host's own wins. `~/` is the home directory. */
  readonly keyFile?: string;
  /** Of encrypted key files. */
  readonly passphrase?: string;
  /** Socket of an SSH agent (SSH_AUTH_SOCK), for hosts with `agent: true` and for those without any key. */
  readonly agentSocket?: string;
  /** Path of the default known_hosts file. */
  readonly knownHosts?: string;
  /** Default: a look every 2 000 ms, lost after 3 without a byte. */
  readonly keepalive?: Keepalive;
  /** Milliseconds before the second try to connect; doubled before each later one. Default 500. */
  readonly retryMs?: number;
}

/** All hosts of a site, each with at most one connection. */
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

export function sshFleet(options: FleetOptions): Fleet {
  const { hosts, passphrase, keepalive = { intervalMs: 2000, misses: 3 }, retryMs = 500 } = options;
  const privateKey = privateKeys(passphrase);
  const links = new Map<string, Link>();
  const remotes = new Map<string, Remote>();
  const starts = new Map<string, Gate>();
  let closed = false;

  const startsAt = (place: string): Gate => {
    const found = starts.get(place) ?? gate(loginsAtOnce);
    starts.set(place, found);
    return found;
  };

  const linkTo = (name: string, path: readonly string[] = []): Link => {
    const found = links.get(name);
    if (found) return found;
    const host = hostOf(hosts, name, path.at(-1));
    if (path.includes(name)) {
      throw new HlError('HL_JUMP_LOOP', `Hosts jump in a circle: ${[...path, name].join(' → ')}`, {
        kind: 'input',
        hint: 'Correct `jump` of these hosts in hl.yml.',
      });
    }
    const jump = jumpOf(hosts, name, host);
    const route = routeTo(name, jump, path);
    const made = link(name, host, async (signal) => {
      if (closed) throw new HlError('HL_SSH_CLOSED', `${name}: the fleet is closed already`, { kind: 'bug' });
      return connect(name, host, { ...options, privateKey, keepalive, retryMs, starts: startsAt(jump ?? host.address), route }, signal);
    });
    links.set(name, made);
    return made;
  };

  const routeTo = (name: string, jump: string | null, path: readonly string[] = []): Route =>
    jump === null ? direct : through(name, jump, linkTo(jump, [...path, name]));

  return {
    remote(name) {
      const found = remotes.get(name);
      if (found) return found;
      const host = hostOf(hosts, name);
      const { exec, close } = host.kind === 'local' ? { exec: null, close: null } : linkTo(name);
      const made = exec === null ? localRemote(name) : posixRemote(name, exec, close);
      remotes.set(name, made);
      return made;
    },
    async hostKeys(name) {
      const host = hostOf(hosts, name);
      return scan({ name, address: host.address, port: host.port }, routeTo(name, jumpOf(hosts, name, host)));
    },
    async close() {
      closed = true;
      // Hosts behind a gateway are told before it is.
      await Promise.all([...links.values()].reverse().map((open) => open.close()));
    },
  };
}

function hostOf(hosts: Site['hosts'], name: string, wantedBy?: string): Host {
  const host = Object.hasOwn(hosts, name) ? hosts[name] : undefined;
  if (host) return host;
  const where = wantedBy === undefined ? '' : `, which ${wantedBy} jumps through`;
  throw new HlError('HL_NO_HOST', `There is no host ${name}${where}`, {
    kind: 'input',
    hint: `hl.yml has these hosts: ${Object.keys(hosts).sort().join(', ') || 'none'}.`,
  });
}

/** The way through another host; its errors say for whom the way was wanted. */
const through = (name: string, jump: string, gateway: Link): Route => ({
  open: () =>
    gateway.open().catch((error: unknown) => {
      const { code, message, kind, hint } = HlError.from(error);
      throw new HlError(code, `${name} is reached through ${jump}: ${message}`, {
        kind,
        cause: error,
        ...(hint === undefined ? {} : { hint }),
      });
    }),
  stream: (place, timeoutMs) => gateway.forward(place, timeoutMs),
});

/** A jump through the machine we run on is none. */
const jumpOf = (hosts: Site['hosts'], name: string, { jump }: Host): string | null =>
  jump !== null && hostOf(hosts, jump, name).kind === 'local' ? null : jump;
