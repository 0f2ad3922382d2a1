import type { TileSpec } from './desired.js';
import type { GlanceDocument } from './document.js';
import { at } from './draft.js';
import type { Expect } from './draft.js';
import type { Edit } from './edit.js';
import { titleOf } from './entries.js';
import type { Entry } from './entries.js';
import { findPage, pageSlug } from './find.js';
import type { Path } from './find.js';
import { insertion } from './insert.js';
import { value } from './render.js';
import { holderOf, spot } from './spot.js';
import { nextEdit } from './update.js';
import { madeOf, wantedOf } from './wanted.js';
import type { Kind, Wanted } from './wanted.js';
import { writtenAs } from './written.js';

/** What we answer for in an entry; other keys are the owner's. */
const knownKeys: Record<Kind, readonly string[]> = {
  bookmark: ['title', 'url', 'description', 'icon'],
  monitor: ['title', 'url', 'check-url', 'icon', 'timeout', 'allow-insecure', 'alt-status-codes'],
};

/** A tile as it shall be; `spec: null` takes it out. */
export interface Tile {
  readonly url: string;
  readonly spec: TileSpec | null;
  /** Entries with the same URL that hl did not make are this tile's, too; else they are left alone. */
  readonly takeOver: boolean;
}

interface Step {
  readonly edit: Edit;
  readonly expect: Expect;
  /** What it makes that another tile may want as well: only one may make it. */
  readonly claim?: string;
}

/** What can be done at once for a tile. */
export interface Need {
  /** Entries to take out. */
  readonly gone: readonly Path[];
  readonly steps: readonly Step[];
}

/**
 * @param here all entries with the tile's URL
 * @param create make what is missing: page, group, widget
 * @throws HlError HL_GLANCE_PAGE when the page, group or widget is missing and `create` is false; HL_GLANCE_SHAPE
 */
export function needOf(document: GlanceDocument, here: readonly Entry[], { url, spec, takeOver }: Tile, create: boolean): Need {
  const needs = (['bookmark', 'monitor'] as const).map((kind): Need => {
    const mine = here.filter((entry) => entry.kind === kind && (entry.marked || takeOver));
    const wanted = wantedOf(kind, url, spec);
    const keep = wanted && mine.find((entry) => isAt(document, entry, wanted));
    const [former, ...others] = mine.filter((entry) => entry !== keep);
    const gone = (former ? [former, ...others] : []).map(({ path }) => path);
    if (!wanted) return { gone, steps: [] };
    const written = former ? writtenAs(document, former) : null;
    const step = keep ? update(document, keep, wanted) : addition(document, written ? { ...wanted, written } : wanted, create);
    return { gone, steps: step ? [step] : [] };
  });
  return { gone: needs.flatMap(({ gone }) => gone), steps: needs.flatMap(({ steps }) => steps) };
}

/** Where it belongs, or in another group or widget of that name on the page. */
function isAt(document: GlanceDocument, { page, holder }: Entry, wanted: Wanted): boolean {
  const there = findPage(document, wanted.page);
  if (there?.map !== page.map) return false;
  const best = holderOf(document, page, wanted);
  return best !== undefined && titleOf(document, best) === titleOf(document, holder);
}

function update(document: GlanceDocument, { item, path, page, holder }: Entry, wanted: Wanted): Step | null {
  const made = madeOf(wanted, { slug: pageSlug(document, page), title: titleOf(document, holder) });
  const edit = nextEdit(document, item, made, knownKeys[wanted.kind]);
  const expect: Expect = (data) => {
    const found = at(data, path) as Record<string, unknown>;
    return () => {
      for (const key of knownKeys[wanted.kind]) delete found[key];
      Object.assign(found, value(made));
    };
  };
  return edit && { edit, expect };
}

function addition(document: GlanceDocument, wanted: Wanted, create: boolean): Step {
  const place = spot(document, wanted, create);
  const { path, key, claim } = place;
  const { edit, added } = insertion(document, place);
  const expect: Expect = (data) => {
    const holder = at(data, path) as Record<string, unknown>;
    return () => {
      if (Array.isArray(holder[key])) (holder[key] as unknown[]).push(added);
      else holder[key] = [added];
    };
  };
  return { edit, expect, ...(claim === null ? {} : { claim }) };
}
