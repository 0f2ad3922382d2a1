import { HlError } from '@hl/core';
import type { Change } from '@hl/core';
import type { TileSpec } from './desired.js';
import { parseGlance } from './document.js';
import type { GlanceDocument } from './document.js';
import { applyEdits, collide } from './edit.js';
import type { Edit } from './edit.js';
import type { Entry } from './entries.js';
import { urlKey } from './name.js';
import { prove, unproven } from './proof.js';
import { removals } from './remove.js';
import { byUrl, decidedOn, heldOf } from './spec.js';
import { needOf } from './tile.js';
import { marking } from './update.js';

/** A document with changes made in it; one that cannot be made is left out and told with its error. */
export interface Edited {
  readonly document: GlanceDocument;
  readonly failed: ReadonlyMap<Change<TileSpec>, unknown>;
}

type TileChange = Change<TileSpec>;
type Blamed = Map<TileChange, unknown>;

/** Makes all changes at once and proves the result. Only when the proof fails, half by half, to find the change that is to blame. */
export function edit(document: GlanceDocument, changes: readonly TileChange[], create: boolean): Edited {
  try {
    const failed: Blamed = new Map();
    const now = edited(document, changes, create, failed);
    if (failed.size === 0) return { document: now, failed };
    const rest = edit(
      document,
      changes.filter((change) => !failed.has(change)),
      create,
    );
    return { document: rest.document, failed: new Map([...failed, ...rest.failed]) };
  } catch (error) {
    const [first] = changes;
    if (first === undefined || changes.length === 1) return { document, failed: new Map(first ? [[first, error]] : []) };
    const half = Math.ceil(changes.length / 2);
    const left = edit(document, changes.slice(0, half), create);
    const right = edit(left.document, changes.slice(half), create);
    return { document: right.document, failed: new Map([...left.failed, ...right.failed]) };
  }
}

/**
 * In rounds: each makes as many edits as can be made in one text; what gets in the way of another waits for the next one.
 *
 * @param failed filled when some cannot be made at all; then what is returned is of no use
 */
function edited(document: GlanceDocument, changes: readonly TileChange[], create: boolean, failed: Blamed): GlanceDocument {
  const start = carriedOut(document, takeOver(document, changes, failed));
  let now = start;
  for (let round = 0; round <= 20 + 4 * changes.length; round += 1) {
    const edits = nextEdits(now, changes, create, failed);
    if (failed.size > 0) return document;
    if (edits.length === 0) {
      prove(document, start, now, changes);
      return now;
    }
    now = carriedOut(now, edits);
  }
  throw unproven(document);
}

function attempt<T>(change: TileChange, failed: Blamed, work: () => T[]): T[] {
  try {
    return work();
  } catch (error) {
    failed.set(change, error);
    return [];
  }
}

/** The mark for entries that have none and that a change was decided on: from then on the mark tells whose they are. */
function takeOver(document: GlanceDocument, changes: readonly TileChange[], failed: Blamed): Edit[] {
  const entries = byUrl(document);
  return changes.flatMap((change) =>
    attempt(change, failed, () => {
      const { key, before, after } = change;
      const specs = [before, after].filter((spec) => spec !== null);
      const held = heldOf(document, entries.get(urlKey(key)) ?? [], specs);
      if (held === null || held.marked) return [];
      if (!decidedOn(held, before)) throw taken(document, key, held.entries);
      return held.entries.flatMap(({ item }) => marking(document, item) ?? []);
    }),
  );
}

function nextEdits(document: GlanceDocument, changes: readonly TileChange[], create: boolean, failed: Blamed): Edit[] {
  const entries = byUrl(document);
  const edits: Edit[] = [];
  let making = false;
  const take = (...all: readonly Edit[]): boolean =>
    !all.some((edit) => edits.some((other) => collide(edit, other))) && edits.push(...all) > 0;
  const gone = changes.flatMap((change) =>
    attempt(change, failed, () => {
      const mine = (entries.get(urlKey(change.key)) ?? []).filter(({ marked }) => marked);
      const need = needOf(document, mine, change.key, change.after, create);
      const steps = need.steps.filter(({ edit, makes }) => !(makes && making) && take(edit) && ((making ||= makes), true));
      return steps.length === need.steps.length ? [...need.gone] : [];
    }),
  );
  for (const removal of removals(document, gone)) take(...removal);
  return edits;
}

/** @throws HlError HL_GLANCE_PROOF when the text does not parse any more; HL_GLANCE_SPLIT */
function carriedOut(document: GlanceDocument, edits: readonly Edit[]): GlanceDocument {
  if (edits.length === 0) return document;
  const sources = applyEdits(document.sources, document.expanded, edits);
  try {
    return parseGlance(sources, document.main);
  } catch (error) {
    throw unproven(document, error);
  }
}

const taken = ({ main, place }: GlanceDocument, url: string, [entry]: readonly Entry[]): HlError =>
  new HlError('HL_CONFLICT', `${url} was put into ${main} by somebody else while we worked on it (${place(entry?.item.range?.[0] ?? 0)})`, {
    kind: 'conflict',
    hint: 'Plan again to see what stands there.',
  });
