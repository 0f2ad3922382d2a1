import type { GlanceDocument } from './document.js';
import type { Expect } from './draft.js';
import { collide } from './edit.js';
import type { Edit } from './edit.js';
import { entries } from './entries.js';
import type { Path } from './find.js';
import { groupBy } from './group.js';
import { urlKey } from './name.js';
import { removals } from './remove.js';
import { needOf } from './tile.js';
import type { Tile } from './tile.js';

export interface Round {
  /** None: every tile is as it shall be. */
  readonly edits: readonly Edit[];
  readonly expects: readonly Expect[];
  /** By the tile's index. */
  readonly failed: ReadonlyMap<number, unknown>;
}

/** As many edits on the way to the tiles as can be made in one text; what gets in the way of another waits for the next round. */
export function nextRound(document: GlanceDocument, tiles: readonly Tile[], create: boolean): Round {
  const byUrl = groupBy(entries(document), ({ url }) => urlKey(url));
  const [edits, expects, gone]: [Edit[], Expect[], Path[]] = [[], [], []];
  const claims = new Set<string>();
  const failed = new Map<number, unknown>();
  const take = (all: readonly Edit[], expect: readonly Expect[]): boolean => {
    if (all.some((edit) => edits.some((taken) => collide(edit, taken)))) return false;
    edits.push(...all);
    expects.push(...expect);
    return true;
  };
  tiles.forEach((tile, index) => {
    try {
      const need = needOf(document, byUrl.get(urlKey(tile.url)) ?? [], tile, create);
      const taken = need.steps.filter(({ edit, expect, claim = '' }) => !claims.has(claim) && take([edit], [expect]));
      for (const { claim } of taken) if (claim !== undefined) claims.add(claim);
      if (taken.length === need.steps.length) gone.push(...need.gone); // what moves is not taken out before it is there
    } catch (error) {
      failed.set(index, error);
    }
  });
  if (failed.size === 0) for (const { edits: all, expects: expect } of removals(document, gone)) take(all, expect);
  return { edits, expects, failed };
}
