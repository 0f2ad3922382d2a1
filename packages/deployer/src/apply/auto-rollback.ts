import { HlError } from '@hl/core';
import { revisions } from '../observe/revisions.js';
import { retag } from './stage.js';
import { switchOver, watch } from './switch-over.js';
import { must, script, type Deployment, type Target } from './target.js';

/**
 * Puts the newest kept revision back by the steps of a deployment; a first deployment goes away again.
 *
 * @returns what became of it, as a sentence; never rejects
 */
export async function rollBack(target: Target, { service, before, after }: Deployment, revision: number): Promise<string> {
  target.progress(service, 'roll back');
  try {
    if (before === null && revision === 0) {
      must(target, 'taking it down', await script(target, after, 'down "$project" >&2\nclean'));
      return 'There was nothing before it: it was taken down again.';
    }
    const kept = (await revisions(target.remote, after.installPath)).find(({ number }) => number === revision);
    if (kept === undefined || before?.foreign !== undefined) return 'There was no complete revision to put back: it stays as it is.';
    await retag(target, kept.spec);
    const files = { calls: 'restage\nswitch_files', variables: { keep: 'no', revision }, onSwitch: () => {} };
    const notes = await switchOver(target, { service, before: after, after: kept.spec }, files);
    await watch(target, service, kept.spec, '', false);
    return [`Rolled back: revision ${revision} runs again.`, ...notes].join('\n');
  } catch (failure) {
    return `Rolling back failed as well: ${HlError.from(failure).message}`;
  }
}
