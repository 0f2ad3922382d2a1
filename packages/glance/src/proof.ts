import { equal, HlError } from '@hl/core';
import type { Change } from '@hl/core';
import { bystanders } from './bystanders.js';
import type { TileSpec } from './desired.js';
import type { GlanceDocument } from './document.js';
import type { Entry } from './entries.js';
import { urlKey } from './name.js';
import { byUrl, heldOf } from './spec.js';
import { knownKeys } from './tile.js';

/**
 * Compares data, not text: every tile is as it shall be, its owner's own keys are still in it, and all the rest is what it was.
 *
 * @param read as the file was read
 * @param before the same, with marks on what was taken over
 * @throws HlError HL_GLANCE_PROOF
 */
export function prove(read: GlanceDocument, before: GlanceDocument, after: GlanceDocument, changes: readonly Change<TileSpec>[]): void {
  const urls = new Set(changes.map(({ key }) => urlKey(key)));
  const [was, is] = [byUrl(before), byUrl(after)];
  const done = changes.every(({ key, after: wanted }) => {
    const [then, now] = [was, is].map((entries) => (entries.get(urlKey(key)) ?? []).filter(({ marked }) => marked)) as [Entry[], Entry[]];
    const held = heldOf(after, now, wanted === null ? [] : [wanted]);
    return equal(held?.spec ?? null, tileOf(wanted)) && keepsKeys([before, then], [after, now]);
  });
  if (!done) throw unproven(read);
  try {
    if (before !== read && !equal(read.data(), before.data())) throw unproven(read);
    if (!equal(bystanders(before, urls), bystanders(after, urls))) throw unproven(read);
  } catch (error) {
    throw error instanceof HlError && error.code === 'HL_GLANCE_PROOF' ? error : unproven(read, error);
  }
}

/** A tile without entries is none. */
const tileOf = (spec: TileSpec | null): TileSpec | null => (spec && (spec.bookmark ?? spec.monitor) ? { ...spec, live: true } : null);

type Own = readonly [document: GlanceDocument, entries: readonly Entry[]];

/** Whether keys that are not ours are in the entry as they were; moved into braces it has only ours. */
function keepsKeys([before, then]: Own, [after, now]: Own): boolean {
  return (['bookmark', 'monitor'] as const).every((kind) => {
    const [former, ...copies] = then.filter((entry) => entry.kind === kind);
    const current = now.find((entry) => entry.kind === kind);
    if (!former || !current || copies.length > 0) return true;
    const moved = current.item.flow && !former.item.flow;
    return moved || equal(ownKeys(before, former), ownKeys(after, current));
  });
}

const ownKeys = (document: GlanceDocument, { item, kind }: Entry): unknown =>
  Object.fromEntries(Object.entries(document.plain(item) as object).filter(([key]) => !knownKeys[kind].includes(key)));

export const unproven = ({ main }: GlanceDocument, cause?: unknown): HlError =>
  new HlError('HL_GLANCE_PROOF', `The edit of ${main} would have changed more than the tile; nothing was written`, {
    kind: 'refused',
    hint: 'Is a file included twice, or a list written in an unusual way? Add the tile by hand, or simplify that part of the file.',
    cause,
  });
