import { isMap, isScalar } from 'yaml';
import type { GlanceDocument } from './document.js';

/**
 * What says "hl made this": a comment `# hl` at the end of one of the entry's lines. Where the page or the group was found by
 * another spelling than the one wanted, the mark keeps the wanted one: `# hl ["home","Media"]`.
 */
export interface Mark {
  /** Page and group (or widget) as they were asked for. */
  readonly place: readonly [page: string, group: string] | null;
}

/** Behind the brackets of a flow collection that ends there; a comment of the owner's may follow. */
const pattern = /^[ \t\]},]*[ \t]# hl(?:[ \t]+(\[.*?\]))?(?:[ \t;].*)?$/;

export function markOf(document: GlanceDocument, item: unknown): Mark | null {
  if (!isMap(item)) return null;
  const ends = item.flow ? [item.range?.[1]] : item.items.map(({ value }) => (isScalar(value) ? value.range?.[1] : undefined));
  for (const end of ends) {
    if (end === undefined) continue;
    const found = pattern.exec(document.after(end));
    if (found) return { place: place(found[1]) };
  }
  return null;
}

function place(text: string | undefined): Mark['place'] {
  try {
    const parsed: unknown = JSON.parse(text ?? 'null');
    if (!Array.isArray(parsed)) return null;
    const [page, group] = parsed as unknown[];
    return typeof page === 'string' && typeof group === 'string' ? [page, group] : null;
  } catch {
    return null;
  }
}

/** Text of a mark; Glance would replace a `${X}` even in a comment. */
export const markText = (place: Mark['place']): string =>
  place === null ? '# hl' : `# hl ${JSON.stringify(place).replaceAll('$', '\\u0024')}`;
