/** An entry as a visitor of the page sees it. */
export interface RenderedEntry {
  readonly kind: 'bookmark' | 'monitor';
  readonly url: string;
  readonly title: string;
  /** Of a bookmark; a monitor's heading is not told apart. */
  readonly group: string;
}

/** Bookmarks and monitored sites in the HTML of a page's content. */
export function renderedEntries(html: string): RenderedEntry[] {
  const found: RenderedEntry[] = [];
  let group = '';
  for (const [, open = '', attributes = '', inner = ''] of html.matchAll(/<([a-z][a-z0-9]*)\b([^>]*)>([^<]*)/gi)) {
    const classes = (attribute(attributes, 'class') ?? '').split(/\s+/);
    if (classes.includes('bookmarks-group')) group = '';
    if (classes.includes('bookmarks-group-title')) group = plainText(inner);
    const url = open === 'a' ? attribute(attributes, 'href') : null;
    if (url === null) continue;
    if (classes.includes('bookmarks-link')) found.push({ kind: 'bookmark', url, title: plainText(inner), group });
    else if (classes.includes('size-h3')) found.push({ kind: 'monitor', url, title: plainText(inner), group: '' });
  }
  return found;
}

function attribute(attributes: string, name: string): string | null {
  const [, value] = new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(attributes) ?? [];
  return value === undefined ? null : plainText(value);
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Text of HTML as it is seen: character references resolved, white space collapsed. */
export const plainText = (html: string): string =>
  html
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = decimal === undefined ? parseInt(hex ?? '0', 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    })
    .replace(/\s+/g, ' ')
    .trim();
