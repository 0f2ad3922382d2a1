import { HlError } from '@hl/core';
import type { Deployment, Host } from './target.js';
import { must, script } from './target.js';
import { revisions } from '../observe/revisions.js';
import { retag, switchOver, watch } from './switch-over.js';
import { cleanScript, restageScript, switchScript } from '../client/write-scripts.js';

/**
 * Puts the newest kept revision back by the steps of a deployment; a first deployment goes away again.
 *
 * @returns what became of it, as a sentence; never rejects
 */
export async function putBack(
  host: Host,
  { service, before, after }: Deployment,
  revision: number,
  names: readonly string[],
): Promise<string> {
  host.step(service, 'roll back');
  try {
    if (before === null && revision === 0) {
      const text = `${host.kind.down(after.project)} >&2 || exit 1\n${cleanScript}`;
      must(host, 'taking it down', await script(host, after, text));
      return 'There was nothing before it: it was taken down again.';
    }
    const kept = (await revisions(host.remote, after.installPath)).find(({ number }) => number === revision);
    if (kept === undefined || before?.foreign !== undefined) return 'There was no complete revision to put back: it stays as it is.';
    await retag(host, kept.spec);
    const files = { text: restageScript + switchScript, args: ['drop', String(revision)], names, onSwitch: () => {} };
    await switchOver(host, { service, before: after, after: kept.spec }, files);
    await watch(host, service, kept.spec, '', false);
    return `Rolled back: revision ${revision} runs again.`;
  } catch (failure) {
    return `Rolling back failed as well: ${HlError.from(failure).message}`;
  }
}
