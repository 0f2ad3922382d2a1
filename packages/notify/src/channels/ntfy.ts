import { randomUUID } from 'node:crypto';
import type { Channel, ChannelOptions } from '../channel.js';
import { type Address, basicOf, lacking } from '../client/address.js';
import { asker, broken } from '../client/ask.js';
import { bytes, cut, defuse } from '../text/cut.js';
import { textOf } from '../text/fit.js';
import { terse } from '../text/markup.js';
import type { RunSummary } from '../text/run.js';
import { storyOf } from '../text/story.js';

/** 1 and 2 make no sound. */
const priorities = { running: 2, success: 3, rollback: 3, warning: 4, failure: 5 } as const;

/**
 * https://docs.ntfy.sh/publish. A message of more than 4 096 bytes would become a file. Plain text: its apps show Markdown as it was typed, but for the
 * newest. From 2.16 on a message takes the place of the one before it that has the same `sequence_id`; older servers do not say that they know it.
 */
export function ntfy({ origin, host, path, user, password, query }: Address, options: ChannelOptions): Channel {
  const [topic] = path.length === 0 ? [host] : path.slice(-1);
  if (!topic || !/^[-\w]{1,64}$/.test(topic))
    throw lacking('ntfy', 'a topic', 'ntfys://ntfy.example.org/topic, with a token: ntfys://tk_…@ntfy.example.org/topic');
  const server = path.length === 0 ? 'https://ntfy.sh' : [origin, ...path.slice(0, -1)].join('/');
  const name = `ntfy at ${server}`;
  const basic = user !== '' && password !== '';
  const authorization = basic ? `Basic ${basicOf(user, password)}` : `Bearer ${user || password}`;
  const headers = { 'content-type': 'application/json', ...(user || password ? { authorization } : {}) };
  const { ask, must, inTurn } = asker({
    ...options,
    what: name,
    secrets: [topic, password, basicOf(user, password), ...(basic ? [] : [user])],
  });
  const [wished, tags] = [Number(query.get('priority') ?? NaN), query.get('tags')?.split(',')];

  const put = (run: RunSummary, sequence: string, twice: boolean): Promise<string | null> =>
    inTurn(async () => {
      const story = storyOf(run);
      const body = JSON.stringify({
        ...{ topic, sequence_id: sequence, title: cut(defuse(story.headline), 200) },
        message: textOf({ ...story, links: [] }, terse, { max: 4096, size: bytes }, false) || '…',
        priority: Number.isInteger(wished) ? wished : priorities[run.result],
        ...(tags === undefined ? {} : { tags }),
        ...(story.links[0] === undefined ? {} : { click: story.links[0].url }),
        actions: story.links.slice(0, 3).map(({ label, url }) => ({ action: 'view', label: cut(defuse(label), 40), url })),
      });
      const { json } = must(await ask({ url: `${server}/`, headers, body, twice }));
      if (typeof json?.id !== 'string') throw broken(name);
      return json.sequence_id === sequence ? sequence : null;
    });
  return {
    kind: 'ntfy',
    name,
    edits: true,
    editsCall: true,
    send: (run) => put(run, randomUUID().replaceAll('-', ''), false),
    edit: (handle, run) => put(run, handle, true), // an old server never gave a handle
  };
}
