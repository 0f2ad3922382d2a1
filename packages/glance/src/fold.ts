import type { Change } from '@hl/core';
import type { TileSpec } from './desired.js';
import type { GlanceDocument } from './document.js';
import { edited, prove, unproven } from './draft.js';
import type { Draft } from './draft.js';
import { nextRound } from './round.js';
import { held, takesOver } from './spec.js';

/** A document with a batch of changes in it; a change that cannot be made is left out and told with its error. */
export interface Folded {
  readonly document: GlanceDocument;
  readonly failed: ReadonlyMap<Change<TileSpec>, unknown>;
}

/** Proves the batch as a whole; only when that fails, half by half, to find the change that is to blame. */
export function fold(document: GlanceDocument, changes: readonly Change<TileSpec>[], create: boolean): Folded {
  try {
    return attempt(document, changes, create);
  } catch (error) {
    const [first] = changes;
    if (first === undefined || changes.length === 1) return { document, failed: new Map(first ? [[first, error]] : []) };
    const half = Math.ceil(changes.length / 2);
    const left = fold(document, changes.slice(0, half), create);
    const right = fold(left.document, changes.slice(half), create);
    return { document: right.document, failed: new Map([...left.failed, ...right.failed]) };
  }
}

/** The whole batch in rounds: each edits all that does not get in each other's way, so that there are few rounds, and one parse in each. */
function attempt(document: GlanceDocument, changes: readonly Change<TileSpec>[], create: boolean): Folded {
  const there = held(document);
  const tiles = changes.map((change) => ({ url: change.key, spec: change.after, takeOver: takesOver(there, change) }));
  let draft: Draft = { document, expects: [] };
  for (let rounds = 0; rounds <= 40 * changes.length; rounds += 1) {
    const { edits, expects, failed } = nextRound(draft.document, tiles, create);
    if (failed.size > 0) {
      const blamed = new Map([...failed].map(([index, error]) => [changes[index] as Change<TileSpec>, error]));
      const rest = attempt(
        document,
        changes.filter((change) => !blamed.has(change)),
        create,
      );
      return { document: rest.document, failed: new Map([...blamed, ...rest.failed]) };
    }
    if (edits.length === 0) {
      prove(document, draft);
      return { document: draft.document, failed: new Map() };
    }
    draft = edited(draft, edits, expects);
  }
  throw unproven(document);
}
