import type { GlanceClient } from './client.js';
import type { GlanceDocument } from './document.js';
import { pages as pagesOf, pageSlug } from './find.js';
import { expected, identities, shows } from './shown.js';
import type { Expected } from './shown.js';

/** What the pages have to show for some URLs once a document is loaded. */
export interface View {
  readonly urls: ReadonlySet<string>;
  /** By slug; `none`: the page has to be gone. */
  readonly pages: ReadonlyMap<string, Expected | 'none'>;
  /** Whether the pages looked otherwise before: if not, seeing them tells nothing about a reload. */
  readonly telling: boolean;
}

const nothing: Expected = { shown: [], monitors: true };

/** `befores`: what the running Glance may hold now. */
export function viewOf(befores: readonly GlanceDocument[], after: GlanceDocument, urls: ReadonlySet<string>): View {
  const pages = new Map<string, Expected | 'none'>(expected(after, urls));
  const old = befores.map((before) => expected(before, urls));
  const there = new Set(pagesOf(after).map((page) => pageSlug(after, page)));
  for (const [slug, former] of old.flatMap((was) => [...was]))
    if (!pages.has(slug)) pages.set(slug, there.has(slug) ? { ...former, shown: [] } : 'none');
  const differs = (was: ReadonlyMap<string, Expected>): boolean =>
    [...pages].some(([slug, is]) => (is === 'none' ? was.has(slug) : seenAs(was.get(slug) ?? nothing, is)));
  return { urls, pages, telling: old.every(differs) };
}

function seenAs(was: Expected, is: Expected): boolean {
  const seen = ({ shown }: Expected): string =>
    identities(shown.filter(({ kind }) => (was.monitors && is.monitors) || kind === 'bookmark'));
  return seen(was) !== seen(is);
}

/** Whether the running Glance shows it now; `hidden` when nobody may look. */
export async function isShown(
  client: Pick<GlanceClient, 'content'>,
  { urls, pages }: Pick<View, 'urls' | 'pages'>,
): Promise<boolean | 'hidden'> {
  for (const [slug, page] of pages) {
    const content = await client.content(slug);
    if (content === 'hidden') return 'hidden';
    if (page === 'none' ? content !== 'none' : content === 'none' || !shows(content, page, urls)) return false;
  }
  return true;
}
