import type { TileSpec } from './desired.js';
import type { GlanceDocument } from './document.js';
import type { Edit } from './edit.js';
import type { Entry } from './entries.js';
import { findPage } from './find.js';
import type { Path } from './find.js';
import { insertion } from './insert.js';
import { isCalled } from './spec.js';
import { spot } from './spot.js';
import { nextEdit } from './update.js';
import { madeOf, wantedOf } from './wanted.js';
import type { Kind, Wanted } from './wanted.js';
import { writtenAs } from './written.js';

/** What we answer for in an entry; other keys are the owner's. */
export const knownKeys: Record<Kind, readonly string[]> = {
  bookmark: ['title', 'url', 'description', 'icon'],
  monitor: ['title', 'url', 'check-url', 'icon', 'timeout', 'allow-insecure', 'alt-status-codes'],
};

export interface Step {
  readonly edit: Edit;
  /** It makes a group, a widget or a page, which another tile may want as well. */
  readonly makes: boolean;
}

/** What can be done at once for a tile. */
export interface Need {
  /** Entries to take out, when all steps are taken: what moves is not taken out before it is there. */
  readonly gone: readonly Path[];
  readonly steps: readonly Step[];
}

/**
 * @param mine the tile's entries: those with its URL that bear our mark
 * @param spec null takes them out
 * @param create make what is missing: page, group, widget
 * @throws HlError HL_GLANCE_PAGE when the page, group or widget is missing and `create` is false; HL_GLANCE_SHAPE
 */
export function needOf(document: GlanceDocument, mine: readonly Entry[], url: string, spec: TileSpec | null, create: boolean): Need {
  const needs = (['bookmark', 'monitor'] as const).map((kind): Need => {
    const own = mine.filter((entry) => entry.kind === kind);
    const wanted = wantedOf(kind, url, spec);
    const keep = wanted && own.find((entry) => isAt(document, entry, wanted));
    const others = own.filter((entry) => entry !== keep);
    const gone = others.map(({ path }) => path);
    if (!wanted) return { gone, steps: [] };
    if (keep) {
      const edit = nextEdit(document, keep.item, madeOf(wanted), knownKeys[kind]);
      return { gone, steps: edit ? [{ edit, makes: false }] : [] };
    }
    return { gone, steps: [addition(document, others[0], wanted, create)] };
  });
  return { gone: needs.flatMap(({ gone }) => gone), steps: needs.flatMap(({ steps }) => steps) };
}

/** Where it belongs, or in another group or widget of that name on the page. */
const isAt = (document: GlanceDocument, entry: Entry, { page, group }: Wanted): boolean =>
  findPage(document, page)?.map === entry.page.map && isCalled(document, entry, group);

function addition(document: GlanceDocument, former: Entry | undefined, wanted: Wanted, create: boolean): Step {
  const written = former ? writtenAs(document, former) : null;
  const place = spot(document, written ? { ...wanted, written } : wanted, create);
  return { edit: insertion(document, place), makes: place.makes };
}
