import { asResult, type Change, HlError, type Report } from '@hl/core';
import type { TileSpec } from '../desired/desired.js';
import { editAll } from '../edit/batch.js';
import { load } from '../observe/files.js';
import { transitionTo } from '../observe/rendered-page.js';
import { publish } from './publish.js';
import type { Running } from './reload.js';

const tries = 5;

/**
 * Makes changes in the file, all that can be made in one write.
 *
 * @throws HlError HL_GLANCE_BUSY when somebody edits the file again and again; and what `publish` throws
 */
export async function apply(running: Running, changes: readonly Change<TileSpec>[], report: Report): Promise<void> {
  const { remote, site } = running;
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    const loaded = await load(remote, site.config);
    const { document, failed } = editAll(loaded.document, changes, site.create);
    const urls = changes.filter((change) => !failed.has(change)).map(({ key }) => key);
    const texts = new Map([...document.sources].filter(([path, text]) => loaded.disk.get(path) !== text));
    // What the running Glance may hold now: the text that was read, unless there is nothing to write, and what an unfinished batch began with.
    const befores = [...(texts.size > 0 ? [loaded.document] : []), ...(loaded.unfinished ? [loaded.unfinished] : [])];
    const transition = transitionTo(document, befores, urls);
    const notes = urls.length === 0 ? [] : await publish(running, loaded, texts, transition);
    if (notes === null) continue; // somebody edited in between: again, on top of that
    for (const change of changes) {
      const result = failed.has(change)
        ? asResult(failed.get(change))
        : { status: 'applied' as const, ...(notes.length > 0 ? { notes } : {}) };
      report(change, 'error' in result && result.error?.code === 'HL_CONFLICT' ? { ...result, status: 'conflict' } : result);
    }
    return;
  }
  throw new HlError('HL_GLANCE_BUSY', `${site.config} on ${remote.name} was edited again and again while we worked on it`, {
    kind: 'conflict',
    hint: 'Nothing was written; run again when nobody edits the file.',
  });
}
