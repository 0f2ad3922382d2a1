import { isIP } from 'node:net';
import { usageError } from '../../line/usage-error.js';

/** A host as hl.yml will name it. */
export interface HostEntry {
  readonly name: string;
  readonly address: string;
  /** It is the machine that hl runs on. */
  readonly local?: true;
  readonly user?: string;
  readonly port?: number;
  readonly jump?: string;
  readonly sudo?: true;
  /** Its name in `~/.ssh/config`, and the key that it has there when that is not one of the usual ones. */
  readonly alias?: string;
  readonly key?: string;
}

/** What `~/.ssh/config` says, as `@hl/ssh` reads it. */
export interface Aliases {
  aliases(): readonly string[];
  lookup(alias: string): {
    readonly hostName?: string;
    readonly user?: string;
    readonly port?: number;
    readonly proxyJump?: string;
    readonly identityFile?: string;
  };
}

export const howToName =
  'An alias of ~/.ssh/config, an address, user@address:port, or name=user@address:port; name=local for this machine.';

/**
 * Hosts as they were named, and those that they are reached through. What an alias says is written out: a pipeline has no `~/.ssh/config`.
 *
 * @throws HlError HL_USAGE
 */
export function hostsFrom(words: readonly string[], config: Aliases, ownAddress: string): HostEntry[] {
  const found = new Map<string, HostEntry>();
  const add = (entry: HostEntry): void => {
    const there = found.get(entry.name);
    if (there !== undefined && there.address !== entry.address)
      throw usageError(`${entry.name} is both ${there.address} and ${entry.address}`, 'Give one of them another name: name=address.');
    found.set(entry.name, entry);
  };
  const one = (word: string, through: readonly string[], after?: string): string => {
    const [, given, place = word] = /^([^=]+)=(.+)$/s.exec(word) ?? [];
    const said = place === 'local' ? null : parse(place);
    const known = said !== null && config.aliases().includes(said.address);
    const alias = known ? config.lookup(said.address) : {};
    const name = named(given ?? (said === null ? 'local' : isIP(said.address) ? freeName(found) : said.address));
    if (said === null) {
      add({ name, address: ownAddress, local: true });
      return name;
    }
    if (through.includes(name)) throw usageError(`${name} is reached through itself`, 'Correct ProxyJump in ~/.ssh/config.');
    const [user, port] = [said.user ?? alias.user, said.port ?? alias.port];
    const jump =
      jumps(alias.proxyJump).reduce<string | undefined>((before, word) => one(word, [...through, name], before), undefined) ?? after;
    add({
      name,
      address: alias.hostName ?? said.address,
      ...(user !== undefined && { user }),
      ...(port !== undefined && port !== 22 && { port }),
      ...(jump !== undefined && { jump }),
      ...(known &&
        alias.identityFile !== undefined &&
        !usualKey.test(alias.identityFile) && { alias: said.address, key: alias.identityFile }),
    });
    return name;
  };
  for (const word of words) one(word, []);
  return [...found.values()];
}

const usualKey = /\/\.ssh\/id_(ed25519|ecdsa|rsa)$/;

/**
 * The key that all hosts have, for `SSH_KEY_FILE`. Where they have different ones, those that are not the usual ones are found by the
 * alias only, which then stands in hl.yml in place of the address.
 */
export function keysOf(entries: readonly HostEntry[]): { readonly keyFile: string | null; readonly byAlias: ReadonlySet<string> } {
  const keys = new Set(entries.filter(({ local }) => !local).map(({ key }) => key));
  if (keys.size < 2) return { keyFile: [...keys][0] ?? null, byAlias: new Set() };
  return { keyFile: null, byAlias: new Set(entries.flatMap(({ name, key }) => (key === undefined ? [] : name))) };
}

/** `a,b`: b is reached through a. `none` is written where a wildcard says something else. */
const jumps = (written: string | undefined): string[] =>
  written === undefined || written === 'none' ? [] : written.split(',').map((one) => one.trim());

function parse(place: string): { address: string; user?: string; port?: number } {
  const plain = place.replace(/^ssh:\/\//, '');
  const [, user, bracketed, bare, port] =
    /^(?:([A-Za-z_][\w.@-]*)@)?(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*))(?::(\d+))?$/.exec(
      plain,
    ) ?? [];
  const address = bracketed ?? bare;
  if (address === undefined || Number(port ?? 22) > 65_535) throw usageError(`${place} is no host`, howToName);
  return { address, ...(user !== undefined && { user }), ...(port !== undefined && { port: Number(port) }) };
}

/** A name of hl.yml: of a host name its first part. */
const named = (text: string): string => {
  const name = text.replace(/(?<=[A-Za-z][^.]*)\..*$/, '').replace(/[^A-Za-z0-9_.-]/g, '-');
  if (/^[A-Za-z0-9]/.test(name)) return name;
  throw usageError(`${text} is no name for a host`, howToName);
};

const freeName = (taken: ReadonlyMap<string, unknown>): string => {
  const names = ['box', ...Array.from({ length: taken.size + 1 }, (_, index) => `box-${index + 2}`)];
  return names.find((name) => !taken.has(name)) ?? 'box';
};

/** Aliases that are no machines of a homelab. */
const elsewhere = /^(.*\.)?(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|git\.sr\.ht|ssh\.dev\.azure\.com)$/i;

/** Aliases that may be hosts: no patterns, and not where people keep their repositories. */
export const offered = (config: Aliases): string[] =>
  config
    .aliases()
    .filter((alias) => !/[*?!]/.test(alias) && ![alias, config.lookup(alias).hostName ?? ''].some((name) => elsewhere.test(name)));
