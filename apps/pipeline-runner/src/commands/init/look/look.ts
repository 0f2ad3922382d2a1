import { HlError, type Remote } from '@hl/core';
import type { Printer } from '../../../printer.js';
import { inspectAll } from '../../import/host.js';
import type { HostEntry } from '../hosts.js';
import { containerOf } from './container.js';
import { filesFor, type Seen } from './detect.js';

/** A host after a look at it. */
export interface Looked {
  readonly seen: Seen;
  readonly docker: string | null;
  readonly compose: string | null;
  /** Its user is not root, and may become it without a password. */
  readonly sudo: boolean;
  /** Why there is nothing to be seen of Docker. */
  readonly problem: string | null;
}

/** Looks at a host that lets us in. Only reads. @throws HlError `unreachable`, `refused`, HL_HOST_KEY_… */
export async function look({ name, address }: HostEntry, remote: Remote): Promise<Looked> {
  const { stdout: id } = await remote.run(['id', '-u']);
  const sudo = id.trim() !== '0' && (await remote.run(['sudo', '-n', 'true'], { accept: 'any' })).code === 0;
  const as = (argv: readonly string[]): readonly string[] => (sudo ? ['sudo', '-n', ...argv] : argv);
  const version = async (...argv: readonly string[]) => {
    const { code, stdout, stderr } = await remote.run(as(argv), { accept: 'any' });
    const said = stdout.trim();
    return code === 0 && /^v?\d/.test(said)
      ? { version: said.replace(/^v/, ''), why: null }
      : { version: null, why: stderr.trim().split('\n').at(-1) ?? '' };
  };
  const docker = await version('docker', 'version', '--format', '{{.Server.Version}}');
  const nothing = { seen: { host: name, address, read: () => null, containers: [] }, docker: null, compose: null, sudo };
  if (docker.version === null) return { ...nothing, problem: docker.why || 'there is no docker' };
  const compose = await version('docker', 'compose', 'version', '--short');
  const containers = (await inspectAll(sudoing(remote, sudo))).map(containerOf);
  const files = new Map<string, string | null>();
  for (const path of filesFor(containers)) files.set(path, await textAt(remote, as(['cat', path])));
  return {
    seen: { host: name, address, read: (path) => files.get(path) ?? null, containers },
    docker: docker.version,
    compose: compose.version,
    sudo,
    problem: compose.version === null ? `docker compose: ${compose.why || 'it is not there'}` : null,
  };
}

const sudoing = (remote: Remote, sudo: boolean): Pick<Remote, 'run'> =>
  sudo ? { run: (argv, options) => remote.run(['sudo', '-n', ...argv], options) } : remote;

/** What may not be read tells nothing. */
async function textAt(remote: Remote, argv: readonly string[]): Promise<string | null> {
  const { code, stdout } = await remote.run(argv, { accept: 'any' });
  return code === 0 ? stdout : null;
}

/** What a look has found on a host, in one line. */
export function tell(name: string, { docker, compose, problem, seen }: Looked, print: Printer): void {
  if (problem !== null)
    print.warn(`${name}: ${problem}\n  → Services need Docker Engine 20.10 and its compose plugin 2.20 there, or newer.`);
  const versions = `Docker ${docker}${compose === null ? '' : `, compose ${compose}`}`;
  if (docker !== null)
    print.step(`${name}: ${versions}, ${seen.containers.length === 1 ? '1 container runs' : `${seen.containers.length} containers run`}`);
}

/** Without a look hl.yml would stay half empty, and the next call would keep it. */
export const unseen = (name: string, error: HlError): HlError =>
  new HlError(error.code, `${name} cannot be looked at: ${error.message}`, {
    kind: error.kind,
    hint: `${error.hint ?? ''}${error.hint ? ' ' : ''}To write the files without a look at any host: hl init --no-look.`,
    cause: error,
  });
