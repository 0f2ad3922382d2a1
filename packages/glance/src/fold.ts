import type { Change } from '@hl/core';
import type { TileSpec } from './desired.js';
import type { GlanceDocument } from './document.js';
import { draftOf, prove } from './draft.js';
import type { Draft } from './draft.js';
import { takesOver } from './spec.js';
import { putTile } from './tile.js';

/** A document with a batch of changes in it; a change that cannot be made is left out and told with its error. */
export interface Folded {
  readonly document: GlanceDocument;
  readonly failed: ReadonlyMap<Change<TileSpec>, unknown>;
}

/** Proves the batch as a whole; only when that fails, change by change, to find the one that is to blame. */
export function fold(document: GlanceDocument, changes: readonly Change<TileSpec>[], create: boolean): Folded {
  const put = (draft: Draft, { key, after, ...change }: Change<TileSpec>): Draft =>
    putTile(draft, key, after, { create, takeOver: takesOver(draft.document, { key, after, ...change }) });
  const attempt = (each: boolean): Folded => {
    const failed = new Map<Change<TileSpec>, unknown>();
    const folded = changes.reduce((current, change) => {
      try {
        const next = put(each ? draftOf(current.document) : current, change);
        if (each) prove(current.document, next);
        return next;
      } catch (error) {
        failed.set(change, error);
        return current;
      }
    }, draftOf(document));
    if (!each) prove(document, folded);
    return { document: folded.document, failed };
  };
  try {
    return attempt(changes.length === 1);
  } catch {
    return attempt(true);
  }
}
