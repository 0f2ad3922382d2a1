import type { Change, Remote, RunResult } from '@hl/core';
import { dockerTrouble } from '../client/docker-error.js';
import type { Kind } from '../client/engine.js';
import type { Sources } from './payload.js';
import type { Look } from '../observe/sample.js';
import type { Settle } from './wait-until-stable.js';
import type { ComposeSpec } from '../spec.js';

/** All that a deployment on one host needs. */
export interface Host extends Sources {
  readonly remote: Remote;
  readonly kind: Kind;
  readonly parallel: number;
  readonly revisions: number;
  readonly settle: Settle;
  readonly look: Look;
  readonly step: (service: string, step: string) => void;
  /** A place at work on this host; watching a container does not need one. */
  readonly slot: <T>(work: () => Promise<T>) => Promise<T>;
}

export type Deployment = Pick<Change<ComposeSpec>, 'service' | 'before'> & { readonly after: ComposeSpec };

/** Bytes that docker may print while it fetches or builds images. */
export const longOutput = 64 * 1024 * 1024;

export const minutes = (count: number): number => count * 60_000;

/** Runs one of our scripts on the service's directory; every exit code is an answer. */
export function script(
  { remote }: Host,
  { installPath }: Pick<ComposeSpec, 'installPath'>,
  text: string,
  args: readonly string[] = [],
  options: { stdin?: Uint8Array; timeoutMs?: number; maxBytes?: number } = {},
): Promise<RunResult> {
  return remote.run(['sh', '-c', text, 'sh', installPath, ...args], {
    accept: 'any',
    timeoutMs: minutes(10),
    what: 'the deployment',
    ...options,
  });
}

/** Standard output of what must have succeeded. */
export function must({ remote }: Host, what: string, { code, stdout, stderr }: RunResult): string {
  if (code === 0) return stdout;
  throw dockerTrouble(remote.name, stderr === '' ? stdout : stderr, { what: `${what} ended with ${code}` });
}
