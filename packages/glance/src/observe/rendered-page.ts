import { groupBy } from '@hl/core';
import { plainText, type RenderedEntry } from '../client/html.js';
import type { PageContent } from '../client/client.js';
import type { GlanceDocument } from '../document/document.js';
import { entriesOf, type Entry } from '../document/entries.js';
import { urlKey } from '../document/matching.js';
import { pages as pagesOf, pageSlug, titleOf } from '../document/places.js';

/** An entry as the file promises it; null is what only Glance knows, for there is a variable in it. */
interface PromisedEntry extends Pick<RenderedEntry, 'kind' | 'url'> {
  readonly title: string | null;
  readonly group: string | null;
}

/** What one page shows of some URLs, as far as it can be seen from outside. */
interface PageExpectation {
  readonly entries: readonly PromisedEntry[];
  /** False when a widget hides sites or draws them its own way (`show-failing-only`, `style`): then monitors are not compared. */
  readonly monitors: boolean;
}

/** What pages have to show of some URLs, by slug; `none`: the page has to be gone. */
export interface Expectation {
  readonly urls: readonly string[];
  readonly pages: ReadonlyMap<string, PageExpectation | 'none'>;
}

export interface Transition extends Expectation {
  /** Whether the pages looked otherwise before; if not, seeing them proves no reload. */
  readonly isVisible: boolean;
}

/** What the file says about some URLs, by slug of the page. */
export function expectedPages(document: GlanceDocument, urls: readonly string[]): Map<string, PageExpectation> {
  const entries = [...new Set(urls.flatMap((url) => entriesOf(document, url)))];
  return new Map(
    [...groupBy(entries, ({ page }) => pageSlug(document, page))].map(([slug, here]) => [
      slug,
      { entries: here.map((entry) => promised(document, entry)), monitors: !here.some((entry) => isDrawnOtherwise(document, entry)) },
    ]),
  );
}

const promised = (document: GlanceDocument, { kind, url, value, parent, map }: Entry): PromisedEntry => ({
  kind,
  url,
  title: document.varies(map, 'title') ? null : value.title,
  group: kind === 'monitor' ? '' : document.varies(parent.map, 'title') ? null : titleOf(document, parent),
});

const isDrawnOtherwise = (document: GlanceDocument, { kind, parent: { map } }: Entry): boolean =>
  kind === 'monitor' && (document.text(map, 'show-failing-only') === 'true' || document.text(map, 'style') !== null);

/**
 * What pages have to show of some URLs once `after` is loaded, pages included that showed one of them before.
 *
 * @param befores what the running Glance may hold now
 */
export function transitionTo(after: GlanceDocument, befores: readonly GlanceDocument[], urls: readonly string[]): Transition {
  const pages = new Map<string, PageExpectation | 'none'>(expectedPages(after, urls));
  const slugs = new Set(pagesOf(after).map((page) => pageSlug(after, page)));
  const formers = befores.map((before) => expectedPages(before, urls));
  for (const [slug, former] of formers.flatMap((former) => [...former]))
    if (!pages.has(slug)) pages.set(slug, slugs.has(slug) ? { ...former, entries: [] } : 'none');
  const looksAlike = (former: ReadonlyMap<string, PageExpectation>): boolean =>
    [...pages].every(([slug, page]) => (page === 'none' ? !former.has(slug) : shows(former.get(slug)?.entries ?? [], page, urls)));
  return { urls, pages, isVisible: !formers.some(looksAlike) };
}

/** Whether the running Glance shows it; `hidden` when nobody may look. */
export async function isShown(content: (slug: string) => Promise<PageContent>, { urls, pages }: Expectation): Promise<boolean | 'hidden'> {
  for (const [slug, page] of pages) {
    const found = await content(slug);
    if (found === 'hidden') return 'hidden';
    if (page === 'none' ? found !== 'none' : found === 'none' || !shows(found, page, urls)) return false;
  }
  return true;
}

/** Whether a page shows of these URLs exactly what is expected. */
export function shows(all: readonly PromisedEntry[], { entries, monitors }: PageExpectation, urls: readonly string[]): boolean {
  const wanted = new Set(urls.map(plainUrl));
  const isCompared = ({ kind, url }: PromisedEntry): boolean => (monitors || kind === 'bookmark') && wanted.has(plainUrl(url));
  const left = all.filter(isCompared);
  for (const entry of entries.filter(isCompared)) {
    const found = left.findIndex((one) => isAs(one, entry));
    if (found === -1) return false;
    left.splice(found, 1);
  }
  return left.length === 0;
}

const isAs = (one: PromisedEntry, { kind, url, title, group }: PromisedEntry): boolean =>
  one.kind === kind && plainUrl(one.url) === plainUrl(url) && isText(one.title, title) && isText(one.group, group);

const isText = (seen: string | null, wanted: string | null): boolean =>
  wanted === null || (seen !== null && plainText(seen) === plainText(wanted));

/** HTML templates rewrite addresses a little: percent signs, letter case of escapes. */
function plainUrl(url: string): string {
  try {
    return decodeURI(urlKey(url));
  } catch {
    return url; // a lone percent sign
  }
}
