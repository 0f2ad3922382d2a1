import type { Change, Remote, RunResult, Semaphore } from '@hl/core';
import { dockerError } from '../client/docker-error.js';
import type { Engine } from '../client/engine.js';
import { scripts, shell, type Variables } from '../client/scripts.js';
import type { TakeSample } from '../observe/sample.js';
import type { ComposeSpec } from '../spec.js';
import type { Complete } from './watch/complete.js';
import type { Sources } from './payload.js';
import type { Settle } from './watch/wait-until-stable.js';

/** The host that is deployed to, and all that it takes. */
export interface Target extends Sources {
  readonly remote: Remote;
  readonly engine: Engine;
  readonly parallel: number;
  readonly settle: Settle;
  readonly sample: TakeSample;
  readonly complete: Complete;
  readonly progress: (service: string, step: string) => void;
  /** A place at work on this host; watching a container does not need one. */
  readonly slot: Semaphore['run'];
}

export type Deployment = Pick<Change<ComposeSpec>, 'service' | 'before'> & { readonly after: ComposeSpec };

/** Bytes that docker may print while it fetches or builds images. */
export const longOutput = 64 * 1024 * 1024;

export const minutes = (count: number): number => count * 60_000;

interface Call {
  readonly variables?: Variables;
  readonly args?: readonly string[];
  readonly stdin?: Uint8Array;
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
}

/** Calls functions of our scripts for the service in a directory; every exit code is an answer. */
export function script(
  { remote, engine }: Pick<Target, 'remote' | 'engine'>,
  { installPath, project }: Pick<ComposeSpec, 'installPath' | 'project'>,
  calls: string,
  { variables = {}, args = [], ...options }: Call = {},
): Promise<RunResult> {
  const known = { path: installPath, project, columns: engine.columns, header: '', run: '', ...variables };
  const argv = shell(known, [scripts.files, engine.script, calls], args);
  return remote.run(argv, { accept: 'any', timeoutMs: minutes(10), what: 'the deployment', ...options });
}

/** Standard output of what must have succeeded. */
export function must({ remote }: Pick<Target, 'remote'>, what: string, { code, stdout, stderr }: RunResult): string {
  if (code === 0) return stdout;
  throw dockerError(remote.name, stderr === '' ? stdout : stderr, { what: `${what} ended with ${code}` });
}
