import { HlError } from '@hl/core';
import type { RunResult } from '@hl/core';
import type { Host } from './target.js';
import type { ComposeSpec } from '../spec.js';
import { answers } from '../client/write-scripts.js';

/** @throws HlError when the exit code of one of our scripts is its answer that it did not go on */
export function refuse(
  { remote }: Host,
  service: string,
  { installPath }: Pick<ComposeSpec, 'installPath'>,
  { code, stdout }: RunResult,
): void {
  const said = stdout.trim();
  if (code === answers.missingContent) {
    throw new HlError(
      'HL_CONTENT_GONE',
      `the content wanted for ${installPath}/${said} is neither in the repository nor in a kept revision`,
      { kind: 'input', hint: 'Check out the commit that held it, and deploy from there.' },
    );
  }
  if (code === answers.missingRevision) {
    throw new HlError('HL_REVISION_GONE', `no kept revision in ${installPath}/.hl/revisions holds the former secrets`, {
      kind: 'input',
      hint: 'Deploy again with the values that are wanted in the environment.',
    });
  }
  if (code === answers.busy) {
    throw new HlError('HL_BUSY', `${remote.name}: another run is deploying ${service}`, {
      kind: 'conflict',
      hint: 'Wait for it to end, then run again.',
    });
  }
}
