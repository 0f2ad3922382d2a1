import { entries, titleOf } from './entries.js';
import type { Entry } from './entries.js';
import { groupBy } from './group.js';
import type { GlanceDocument } from './document.js';
import { urlKey } from './name.js';
import { pageSlug } from './find.js';

/** An entry as a visitor of the page sees it. */
export interface Shown {
  readonly kind: 'bookmark' | 'monitor';
  readonly url: string;
  readonly title: string;
  /** Of a bookmark; a monitor's heading is not told apart. */
  readonly group: string;
}

/** An entry as the file promises it; null is what only Glance knows, for there is a variable in it. */
export interface Promised extends Pick<Shown, 'kind' | 'url'> {
  readonly title: string | null;
  readonly group: string | null;
}

/** What one page shows of some URLs, as far as it can be seen from outside. */
export interface Expected {
  readonly shown: readonly Promised[];
  /** False when a widget hides sites or draws them its own way (`show-failing-only`, `style`): then monitors are not compared. */
  readonly monitors: boolean;
}

/** What the file says about some URLs (as `urlKey` has them), by slug of the page. */
export const expected = (document: GlanceDocument, urls: ReadonlySet<string>): Map<string, Expected> =>
  expectedOf(
    document,
    entries(document).filter(({ url }) => urls.has(urlKey(url))),
  );

/** What pages show when they show these entries, by slug of the page. */
export function expectedOf(document: GlanceDocument, all: readonly Entry[]): Map<string, Expected> {
  const bySlug = groupBy(all, ({ page }) => pageSlug(document, page));
  return new Map(
    [...bySlug].map(([slug, here]) => [
      slug,
      { shown: here.map((one) => shownAs(document, one)), monitors: !here.some((one) => isHidden(document, one)) },
    ]),
  );
}

const shownAs = (document: GlanceDocument, { kind, url, value, holder, item }: Entry): Promised => ({
  kind,
  url,
  title: document.varies(item, 'title') ? null : value.title,
  group: kind === 'monitor' ? '' : document.varies(holder.map, 'title') ? null : titleOf(document, holder),
});

const isHidden = (document: GlanceDocument, { kind, holder: { map } }: Entry): boolean =>
  kind === 'monitor' && (document.text(map, 'show-failing-only') === 'true' || document.text(map, 'style') !== null);

/** Bookmarks and monitored sites in the HTML of a page's content. */
export function shownIn(html: string): Shown[] {
  const found: Shown[] = [];
  let group = '';
  for (const [, open = '', attributes = '', inner = ''] of html.matchAll(/<([a-z][a-z0-9]*)\b([^>]*)>([^<]*)/gi)) {
    const classes = (attribute(attributes, 'class') ?? '').split(/\s+/);
    if (classes.includes('bookmarks-group')) group = '';
    if (classes.includes('bookmarks-group-title')) group = text(inner);
    const url = open === 'a' ? attribute(attributes, 'href') : null;
    if (url === null) continue;
    if (classes.includes('bookmarks-link')) found.push({ kind: 'bookmark', url, title: text(inner), group });
    else if (classes.includes('size-h3')) found.push({ kind: 'monitor', url, title: text(inner), group: '' });
  }
  return found;
}

/** Whether a page shows of these URLs exactly what is expected. */
export function shows(all: readonly Shown[], { shown, monitors }: Expected, urls: ReadonlySet<string>): boolean {
  const plainUrls = new Set([...urls].map(plainUrl));
  const visible = ({ kind, url }: Promised): boolean => (monitors || kind === 'bookmark') && plainUrls.has(plainUrl(url));
  const left = all.filter(visible);
  const known = ({ title, group }: Promised): number => Number(title !== null) + Number(group !== null);
  for (const promised of shown.filter(visible).sort((a, b) => known(b) - known(a))) {
    const found = left.findIndex((one) => keeps(one, promised));
    if (found === -1) return false;
    left.splice(found, 1);
  }
  return left.length === 0;
}

/** Whether what a visitor sees is what was promised. */
const keeps = (one: Shown, promised: Promised): boolean =>
  identity(one) === identity({ ...promised, title: promised.title ?? one.title, group: promised.group ?? one.group });

/** Comparable; equal exactly when a visitor sees the same. */
export const identities = (all: readonly Promised[]): string => JSON.stringify(all.map(identity).sort());

const identity = ({ kind, url, title, group }: Promised): string =>
  JSON.stringify([kind, plainUrl(url), title === null ? null : text(title), group === null ? null : text(group)]);

/** HTML templates rewrite addresses a little: percent signs, letter case of escapes. */
function plainUrl(url: string): string {
  try {
    return decodeURI(urlKey(url));
  } catch {
    return url; // a lone percent sign
  }
}

const attribute = (attributes: string, name: string): string | null => {
  const [, value] = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes) ?? [];
  return value === undefined ? null : text(value);
};

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const text = (html: string): string =>
  html
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = decimal === undefined ? parseInt(hex ?? '0', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/\s+/g, ' ')
    .trim();
