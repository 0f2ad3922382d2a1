import { groupBy, type Observed, type Remote, type Resource } from '@hl/core';
import type { GlanceClient, PageContent } from '../client/client.js';
import type { TileSpec } from '../desired/desired.js';
import type { GlanceDocument } from '../document/document.js';
import { findTile, type FoundTile } from '../document/tile.js';
import { load } from './files.js';
import { expectedPages, isShown } from './rendered-page.js';

const gone: TileSpec = { page: '', bookmark: null, monitor: null, live: false };

/** What the file holds of each resource, and whether the running Glance shows it. */
export async function observe(
  remote: Remote,
  config: string,
  client: GlanceClient | null,
  resources: readonly Resource<TileSpec>[],
): Promise<Map<string, Observed<TileSpec>>> {
  const { document, unfinished, pending } = await load(remote, config);
  const content = client && oncePerPage(client);
  const found = new Map<string, Observed<TileSpec>>();
  for (const [key, all] of groupBy(resources, (resource) => resource.key)) {
    const specs = all.map(({ spec }) => spec);
    const tile = findTile(document, key, specs);
    if (tile?.marked) {
      const live = tile.spec.live && !pending && (content === null || (await isLive(document, key, content)));
      found.set(key, { spec: { ...tile.spec, live }, ours: true });
    } else if (tile) found.set(key, { spec: { ...tile.spec, live: true }, ours: false, holder: holderOf(document, tile) });
    else if (pending) {
      // Taken out of the file by a run that was cut off before Glance was seen without it.
      const former = unfinished && findTile(unfinished, key, specs);
      found.set(key, { spec: former?.marked ? { ...former.spec, live: false } : gone, ours: true });
    }
  }
  return found;
}

/** Whether the running Glance shows a URL's entries as the file says; what nobody may look at counts as shown. */
const isLive = async (document: GlanceDocument, url: string, content: GlanceClient['content']): Promise<boolean> =>
  (await isShown(content, { urls: [url], pages: expectedPages(document, [url]) })) !== false;

export function oncePerPage(client: GlanceClient): GlanceClient['content'] {
  const answers = new Map<string, Promise<PageContent>>();
  return (slug) => {
    const answer = answers.get(slug) ?? client.content(slug);
    answers.set(slug, answer);
    return answer;
  };
}

/** Somebody else's entries, with the place where they stand. Whether Glance shows them is their business. */
const holderOf = (document: GlanceDocument, { entries }: FoundTile): string =>
  entries.map(({ kind, value, map }) => `the ${kind} "${value.title}" at ${document.place(map.range?.[0] ?? 0)}`).join(' and ');
