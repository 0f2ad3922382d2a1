import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { answersFor } from './answers.js';
import { readStatements, type Statement } from './files.js';

/** What `~/.ssh/config` says of a name, as `ssh <name>` would take it; what it does not say is absent. */
export interface SshConfigHost {
  readonly hostName?: string;
  readonly user?: string;
  readonly port?: number;
  /** The first of `identityFiles`. */
  readonly identityFile?: string;
  /** Private keys that are there, in the order in which they are tried. Absolute paths. */
  readonly identityFiles?: readonly string[];
  /** As written: `gate`, `ops@gate:2222`, or several with commas. */
  readonly proxyJump?: string;
  /** A program makes the connection: that is not done here. */
  readonly proxyCommand?: string;
  /** Absolute path. */
  readonly userKnownHostsFile?: string;
}

export interface SshConfig {
  /** Names that stand there without wildcard. */
  aliases(): string[];
  lookup(name: string): SshConfigHost;
}

/**
 * Reads `.ssh/config` below a home directory, once, and what it includes. None there is an empty one.
 *
 * @param file another one, as `ssh -F` takes it
 * @throws HlError HL_SSH_CONFIG (input): it is there, and cannot be read
 */
export function readSshConfig(home: string, file = join(home, '.ssh', 'config')): SshConfig {
  const statements = readStatements(file, home);
  const localUser = userName();
  return {
    aliases: () => [...new Set(statements.flatMap(namesOf))],
    lookup(name) {
      const answers = answersFor(statements, name, localUser);
      const first = (option: string): string | undefined => answers.get(option)?.[0];
      const hostName = first('hostname')?.replace(/%[h%]/g, (token) => (token === '%h' ? name : '%'));
      const user = first('user');
      const port = Number(first('port'));
      const values = { h: hostName ?? name, n: name, r: user ?? localUser, u: localUser, d: home, p: String(port || 22), '%': '%' };
      const path = (text: string): string =>
        text
          .replace(/^~(?=\/|$)/, home)
          .replaceAll('${HOME}', home)
          .replace(/%(.)/g, (token, letter: string) => values[letter as keyof typeof values] ?? token);
      const keys = (answers.get('identityfile') ?? []).map(path).filter((key) => !key.endsWith('.pub') && existsSync(key));
      const knownHosts = answers.get('userknownhostsfile')?.map(path).find(holdsKeys);
      return defined({
        hostName,
        user,
        port: Number.isInteger(port) && port > 0 && port < 65_536 ? port : undefined,
        identityFile: keys[0],
        identityFiles: keys.length > 0 ? keys : undefined,
        proxyJump: none(first('proxyjump')),
        proxyCommand: none(answers.get('proxycommand')?.join(' ')),
        userKnownHostsFile: knownHosts,
      });
    },
  };
}

const none = (value: string | undefined): string | undefined => (value?.toLowerCase() === 'none' ? undefined : value);

/** Some switch the check of host keys off by an empty file; here it never is off. */
const holdsKeys = (path: string): boolean => path !== '/dev/null' && path.toLowerCase() !== 'none';

const namesOf = (statement: Statement): string[] => {
  if ('option' in statement) return [];
  const own = 'section' in statement && statement.section === 'host' ? statement.words.filter((word) => !/[*?!]/.test(word)) : [];
  return [...own, ...statement.statements.flatMap(namesOf)];
};

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const defined = <T extends object>(values: T): Defined<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;

/** Of the account that runs us; it may have no name in a container. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
