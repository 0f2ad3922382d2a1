import type { GlanceClient } from './client.js';
import type { GlanceDocument } from './document.js';
import { expected } from './shown.js';
import { urlKey } from './name.js';
import { isShown } from './view.js';

/** Which of the URLs the running Glance shows as the file says. Each page is asked once; what nobody may look at counts as shown. */
export async function liveUrls(
  client: GlanceClient | null,
  document: GlanceDocument,
  urls: readonly string[],
): Promise<ReadonlySet<string>> {
  if (client === null) return new Set(urls);
  const answers = new Map<string, ReturnType<GlanceClient['content']>>();
  const once: GlanceClient = {
    ...client,
    content: (slug) => {
      const answer = answers.get(slug) ?? client.content(slug);
      answers.set(slug, answer);
      return answer;
    },
  };
  const live = new Set<string>();
  for (const url of urls) {
    const one = new Set([urlKey(url)]);
    if ((await isShown(once, { urls: one, pages: expected(document, one) })) !== false) live.add(url);
  }
  return live;
}
