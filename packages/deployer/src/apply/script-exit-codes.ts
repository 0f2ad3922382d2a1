import { HlError, type RunResult } from '@hl/core';
import type { ComposeSpec } from '../spec.js';
import type { Target } from './target.js';

/** Exit codes of our scripts that are an answer; the rest is docker's or the shell's. */
export const exitCodes = { contentMissing: 42, revisionMissing: 43, busy: 45, networkInUse: 46 } as const;

/** @throws HlError when the exit code of one of our scripts is its answer that it did not go on */
export function throwAnswer(
  { remote }: Pick<Target, 'remote'>,
  service: string,
  { installPath }: Pick<ComposeSpec, 'installPath'>,
  { code, stdout }: Pick<RunResult, 'code' | 'stdout'>,
): void {
  if (code === exitCodes.networkInUse) {
    const users = stdout.trim().split('\n').join(', ');
    throw new HlError('HL_NETWORK_IN_USE', `${remote.name}: ${users} uses the network of ${service}, which cannot go while it stands`, {
      kind: 'refused',
      hint: 'Remove it first, or give it another network_mode (for a service of hl in the same push).',
    });
  }
  if (code === exitCodes.contentMissing)
    throw new HlError(
      'HL_CONTENT_GONE',
      `the content wanted for ${installPath}/${stdout.trim()} is neither in the repository nor in a kept revision`,
      { kind: 'input', hint: 'Check out the commit that held it, and deploy from there.' },
    );
  if (code === exitCodes.revisionMissing)
    throw new HlError('HL_REVISION_GONE', `no kept revision in ${installPath}/.hl/revisions holds the former secrets`, {
      kind: 'input',
      hint: 'Deploy again with the values that are wanted in the environment.',
    });
  if (code === exitCodes.busy)
    throw new HlError('HL_BUSY', `${remote.name}: another run is deploying ${service}`, {
      kind: 'conflict',
      hint: 'Wait for it to end, then run again.',
    });
}
