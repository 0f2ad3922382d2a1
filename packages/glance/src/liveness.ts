import type { GlanceClient } from './client.js';
import type { GlanceDocument } from './document.js';
import { entries } from './entries.js';
import { groupBy } from './group.js';
import { urlKey } from './name.js';
import { expectedOf } from './shown.js';
import { isShown } from './view.js';

/** Which of the URLs the running Glance shows as the file says. Each page is asked once; what nobody may look at counts as shown. */
export async function liveUrls(
  client: GlanceClient | null,
  document: GlanceDocument,
  urls: readonly string[],
): Promise<ReadonlySet<string>> {
  if (client === null) return new Set(urls);
  const answers = new Map<string, ReturnType<GlanceClient['content']>>();
  const content = (slug: string): ReturnType<GlanceClient['content']> => {
    const answer = answers.get(slug) ?? client.content(slug);
    answers.set(slug, answer);
    return answer;
  };
  const byUrl = groupBy(entries(document), ({ url }) => urlKey(url));
  const live = new Set<string>();
  for (const url of urls) {
    const key = urlKey(url);
    const pages = expectedOf(document, byUrl.get(key) ?? []);
    if ((await isShown({ content }, { urls: new Set([key]), pages })) !== false) live.add(url);
  }
  return live;
}
