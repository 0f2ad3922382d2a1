import type { GlanceClient } from './client.js';
import type { GlanceDocument } from './document.js';
import { pages as pagesOf, pageSlug } from './find.js';
import { expected, identities, shows } from './shown.js';
import type { Expected } from './shown.js';

/** What the pages have to show for some URLs once a document is loaded. */
export interface View {
  readonly urls: ReadonlySet<string>;
  readonly pages: ReadonlyMap<string, Expected>;
  /** Whether the pages looked otherwise before: if not, seeing them tells nothing about a reload. */
  readonly telling: boolean;
}

const nothing: Expected = { shown: [], monitors: true };

/** `befores`: what the running Glance may hold now. */
export function viewOf(befores: readonly GlanceDocument[], after: GlanceDocument, urls: ReadonlySet<string>): View {
  const pages = new Map(expected(after, urls));
  const old = befores.map((before) => expected(before, urls));
  for (const slug of expectedSlugs(after)) {
    const former = old.find((was) => was.has(slug))?.get(slug);
    if (former && !pages.has(slug)) pages.set(slug, { ...former, shown: [] });
  }
  const differs = (was: ReadonlyMap<string, Expected>): boolean => [...pages].some(([slug, is]) => seenAs(was.get(slug) ?? nothing, is));
  return { urls, pages, telling: old.every(differs) };
}

function seenAs(was: Expected, is: Expected): boolean {
  const seen = ({ shown }: Expected): string =>
    identities(shown.filter(({ kind }) => (was.monitors && is.monitors) || kind === 'bookmark'));
  return seen(was) !== seen(is);
}

const expectedSlugs = (document: GlanceDocument): string[] => pagesOf(document).map((page) => pageSlug(document, page));

/** Whether the running Glance shows it now; `hidden` when nobody may look. */
export async function isShown(
  client: Pick<GlanceClient, 'content'>,
  { urls, pages }: Pick<View, 'urls' | 'pages'>,
): Promise<boolean | 'hidden'> {
  for (const [slug, page] of pages) {
    const content = await client.content(slug);
    if (content === 'hidden') return 'hidden';
    if (content === 'none' || !shows(content, page, urls)) return false;
  }
  return true;
}
