import type { Channel, ChannelOptions } from '../channel.js';
import { type Address, lacking } from '../client/address.js';
import { asker, broken } from '../client/ask.js';
import { blocksOf } from '../text/blocks.js';
import { cut, escapeHtml } from '../text/cut.js';
import type { RunSummary } from '../text/run.js';
import { storyOf } from '../text/story.js';

/** Slack's incoming webhooks: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks. They cannot edit. */
export function slack({ origin, host, path }: Address, options: ChannelOptions): Channel {
  const key = path[0] === 'services' ? path.slice(1) : [host, ...path];
  if (key.length !== 3) throw lacking('Slack', 'a part', 'https://hooks.slack.com/services/T000/B000/XXX or slack://T000/B000/XXX');
  const url = `${path[0] === 'services' ? origin : 'https://hooks.slack.com'}/services/${key.join('/')}`;
  const name = 'Slack';
  const { ask, must, inTurn } = asker({ ...options, what: name, secrets: key });

  const send = (run: RunSummary): Promise<null> =>
    inTurn(async () => {
      const story = storyOf(run);
      // What a notification on a phone shows. `&`, `<` and `>` are all that Slack reads in it.
      const text = cut(escapeHtml(story.headline).replaceAll('&quot;', '"'), 500);
      const body = JSON.stringify({ text, blocks: blocksOf(story), unfurl_links: false, unfurl_media: false });
      const answer = must(await ask({ url, headers: { 'content-type': 'application/json' }, body }));
      if (answer.text?.trim() !== 'ok') throw broken(name);
      return null;
    });
  return { kind: 'slack', name, edits: false, send, edit: (_, run) => send(run) };
}
