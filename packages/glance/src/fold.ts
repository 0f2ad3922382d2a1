import type { Change } from '@hl/core';
import type { TileSpec } from './desired.js';
import type { GlanceDocument } from './document.js';
import { takesOver } from './spec.js';
import { putTile } from './tile.js';

/** A document with a batch of changes in it; a change that cannot be made is left out and told with its error. */
export interface Folded {
  readonly document: GlanceDocument;
  readonly failed: ReadonlyMap<Change<TileSpec>, unknown>;
}

export function fold(document: GlanceDocument, changes: readonly Change<TileSpec>[], create: boolean): Folded {
  const failed = new Map<Change<TileSpec>, unknown>();
  const folded = changes.reduce((current, change) => {
    try {
      return putTile(current, change.key, change.after, { create, takeOver: takesOver(current, change) });
    } catch (error) {
      failed.set(change, error);
      return current;
    }
  }, document);
  return { document: folded, failed };
}
