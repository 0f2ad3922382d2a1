import { equal } from '@hl/core';
import type { Change } from '@hl/core';
import type { TileSpec } from './desired.js';
import type { GlanceDocument } from './document.js';
import { entries } from './entries.js';
import type { Entry } from './entries.js';
import { groupBy } from './group.js';
import { urlKey } from './name.js';

/** What the file holds under a URL: our entries if there are any, else those that somebody else made. */
export interface Held {
  readonly spec: TileSpec;
  readonly marked: boolean;
}

/** By `urlKey`. */
export function held(document: GlanceDocument, live = true): Map<string, Held> {
  const byUrl = groupBy(entries(document), ({ url }) => urlKey(url));
  return new Map([...byUrl].map(([url, all]) => [url, holding(all, live)]));
}

function holding(all: readonly Entry[], live: boolean): Held {
  const mine = all.filter(({ marked }) => marked);
  const counted = mine.length > 0 ? mine : all;
  const bookmarks = counted.flatMap((entry) => (entry.kind === 'bookmark' ? [entry.value] : []));
  const monitors = counted.flatMap((entry) => (entry.kind === 'monitor' ? [entry.value] : []));
  const once = mine.length === 0 || (bookmarks.length < 2 && monitors.length < 2);
  const page = [...new Set(counted.map(({ pageName }) => pageName))].join(' + ');
  return { marked: mine.length > 0, spec: { page, bookmark: bookmarks[0] ?? null, monitor: monitors[0] ?? null, live: live && once } };
}

/** Whether a change was decided on somebody else's entry (`adopt`), and that entry still is as it was then. */
export function takesOver(there: ReadonlyMap<string, Held>, { key, before }: Change<TileSpec>): boolean {
  const found = there.get(urlKey(key));
  return before !== null && found !== undefined && !found.marked && equal({ ...found.spec, live: true }, { ...before, live: true });
}
