import { type Change, groupBy, HlError } from '@hl/core';
import type { TileSpec } from '../desired/desired.js';
import { GlanceDocument } from '../document/document.js';
import { type Entry, markedEntries } from '../document/entries.js';
import { findPage } from '../document/places.js';
import { decidedOn, findTile, isIn } from '../document/tile.js';
import { apart, applyEdits, type Edit } from './edit.js';
import { type EntrySpec, entrySpecs, fieldsOf } from './entry-spec.js';
import { insertion } from './insert.js';
import { insertionPoint } from './insertion-point.js';
import { prove, unproven } from './proof.js';
import { removal } from './remove.js';
import { update } from './update.js';
import { verbatim } from './verbatim.js';

type TileChange = Change<TileSpec>;

/** A document with changes made in it; those that cannot be made are left out, each with its error. */
export interface Edited {
  readonly document: GlanceDocument;
  readonly failed: ReadonlyMap<TileChange, unknown>;
}

/**
 * Makes all changes that can be made, and proves the result. When the proof fails, one change after the other, each with its own, so that only
 * those are left out that it speaks against.
 *
 * @param create make what is missing: page, group, widget
 */
export function editAll(document: GlanceDocument, changes: readonly TileChange[], create: boolean): Edited {
  const failed = new Map<TileChange, unknown>();
  const attempt = <T>(change: TileChange, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      failed.set(change, error);
      return undefined;
    }
  };
  for (const change of changes) attempt(change, () => tryOut(document, change, create));
  const feasible = changes.filter((change) => !failed.has(change));
  try {
    return { document: edited(document, feasible, create), failed };
  } catch {
    const oneByOne = (now: GlanceDocument, change: TileChange): GlanceDocument =>
      attempt(change, () => edited(now, [change], create)) ?? now;
    return { document: feasible.reduce(oneByOne, document), failed };
  }
}

/** Works a change's edits out on the text as it is: what stands in the way is mostly seen there, without another parse. */
function tryOut(document: GlanceDocument, change: TileChange, create: boolean): void {
  if (takeOver(document, change).length > 0) return;
  const wanted = entrySpecs(change.key, change.after);
  for (const spec of wanted) if (inPlace(document, spec) === undefined) addition(document, [spec], create);
  updates(document, wanted);
  removal(document, surplus(document, [change]));
}

/**
 * Entries that are new in a group, or come from another one, a group at a time; then what differs in entries; then what is wanted no
 * more, a list at a time. The text is parsed after each.
 */
function edited(read: GlanceDocument, changes: readonly TileChange[], create: boolean): GlanceDocument {
  const wanted = changes.flatMap(({ key, after }) => entrySpecs(key, after));
  const before = changes.reduce((now, change) => carriedOut(now, takeOver(now, change)), read);
  const missing = wanted.filter((spec) => inPlace(before, spec) === undefined);
  const groups = [...groupBy(missing, ({ kind, page, group }) => JSON.stringify([kind, page, group])).values()];
  const added = groups.reduce((now, group) => carriedOut(now, [addition(now, group, create)]), before);
  const updated = repeatedly(added, wanted.length + 1, (now) => apart(updates(now, wanted)));
  const after = repeatedly(updated, surplus(updated, changes).length, (now) => removal(now, surplus(now, changes)));
  prove(read, before, after, changes);
  return after;
}

/** Carries out what there is to do in the text as it then is, until there is nothing; if that never comes, the proof will say so. */
function repeatedly(document: GlanceDocument, passes: number, editsOf: (document: GlanceDocument) => readonly Edit[]): GlanceDocument {
  const edits = passes > 0 ? editsOf(document) : [];
  return edits.length === 0 ? document : repeatedly(carriedOut(document, edits), passes - 1, editsOf);
}

/** The mark for entries that have none and that the change was decided on: from then on the mark identifies them. */
function takeOver(document: GlanceDocument, { key, before, after }: TileChange): Edit[] {
  const specs = [before, after].filter((spec) => spec !== null);
  const tile = findTile(document, key, specs);
  if (tile === null || tile.marked) return [];
  if (!decidedOn(tile, before)) throw conflict(document, key, tile.entries);
  return tile.entries.flatMap(({ map }) => update(document, map, []) ?? []);
}

/** Our entry where it belongs, or in another group or widget of that name on the page. */
const inPlace = (document: GlanceDocument, { kind, url, page, group }: EntrySpec): Entry | undefined =>
  markedEntries(document, url).find(
    (entry) => entry.kind === kind && findPage(document, page)?.map === entry.page.map && isIn(document, entry, group),
  );

/** Our entries that no change wants where they are. */
const surplus = (document: GlanceDocument, changes: readonly TileChange[]): Entry[] =>
  changes.flatMap(({ key, after }) => {
    const kept = entrySpecs(key, after).map((spec) => inPlace(document, spec)?.map);
    return markedEntries(document, key).filter(({ map }) => !kept.includes(map));
  });

const updates = (document: GlanceDocument, wanted: readonly EntrySpec[]): Edit[] =>
  wanted.flatMap((spec) => {
    const entry = inPlace(document, spec);
    return (entry && update(document, entry.map, fieldsOf(spec))) ?? [];
  });

/** New entries of one group: as they stand where they come from, else with our fields alone. */
function addition(document: GlanceDocument, group: readonly EntrySpec[], create: boolean): Edit {
  const entries = group.map((spec) => {
    const former = markedEntries(document, spec.url).find(({ kind }) => kind === spec.kind);
    return { fields: fieldsOf(spec), verbatim: former ? verbatim(document, former) : null };
  });
  return insertion(document, insertionPoint(document, group[0] as EntrySpec, entries, create));
}

/** @throws HlError HL_GLANCE_PROOF when the text does not parse any more; HL_GLANCE_SPLIT */
function carriedOut(document: GlanceDocument, edits: readonly Edit[]): GlanceDocument {
  if (edits.length === 0) return document;
  const sources = applyEdits(document, edits);
  try {
    return new GlanceDocument(sources, document.main);
  } catch (error) {
    throw unproven(document, error);
  }
}

function conflict(document: GlanceDocument, url: string, [entry]: readonly Entry[]): HlError {
  const place = document.place(entry?.map.range?.[0] ?? 0);
  return new HlError('HL_CONFLICT', `${url} was put into ${document.main} by somebody else while we worked on it (${place})`, {
    kind: 'conflict',
    hint: 'Plan again to see what stands there.',
  });
}
