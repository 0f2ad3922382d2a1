import type { Remote } from '@hl/core';
import type { GlanceClient } from '../client/client.js';
import { load } from './files.js';
import { oncePerPage } from './observe.js';
import { expectedPages, isShown } from './rendered-page.js';

/** What the running Glance shows of a URL's entries, whoever made them. */
export interface Shown {
  /** `absent`: its file has no such entry; `stale`: a page does not show what the file says; `hidden`: nobody may look. */
  readonly state: 'shown' | 'stale' | 'absent' | 'hidden';
  /** Slugs of the pages that they stand on, by the file. */
  readonly pages: readonly string[];
}

/** Compares what the file says of these URLs with the pages that people have before them; each page is asked once. */
export async function shown(
  remote: Remote,
  config: string,
  client: GlanceClient | null,
  urls: readonly string[],
): Promise<Map<string, Shown>> {
  const { document } = await load(remote, config);
  const content = client && oncePerPage(client);
  const all = urls.map(async (url): Promise<[string, Shown]> => {
    const expected = expectedPages(document, [url]);
    const pages = [...expected.keys()];
    if (pages.length === 0) return [url, { state: 'absent', pages }];
    const seen = content === null ? 'hidden' : await isShown(content, { urls: [url], pages: expected });
    return [url, { state: seen === 'hidden' ? seen : seen ? 'shown' : 'stale', pages }];
  });
  return new Map(await Promise.all(all));
}
