import type { Channel, ChannelOptions } from '../channel.js';
import { type Address, lacking } from '../client/address.js';
import { asker, broken } from '../client/ask.js';
import type { Answer } from '../client/http-errors.js';
import { isGone } from '../client/refusal.js';
import { textOf } from '../text/fit.js';
import { markdown } from '../text/markup.js';
import type { RunSummary } from '../text/run.js';
import { storyOf } from '../text/story.js';

/** A key that is not known is a 400. */
const isDead = (answer: Answer): boolean => isGone(answer) || answer.json?.id === 'web.incoming_webhook.invalid.app_error';

/** Mattermost's incoming webhooks: https://developers.mattermost.com/integrate/webhooks/incoming. They cannot edit. A post has 16 383 characters; older ones 4 000. */
export function mattermost({ origin, path, query }: Address, options: ChannelOptions): Channel {
  const at = path.indexOf('hooks');
  const [before, token] = at < 0 ? [path.slice(0, -1), path.at(-1)] : [path.slice(0, at), path[at + 1]];
  if (token === undefined) throw lacking('Mattermost', 'the key of the webhook', 'mattermost://mattermost.example.org/hooks/key');
  const url = [origin, ...before, 'hooks', token].join('/');
  const name = `Mattermost at ${origin}`;
  const channel = query.get('channel');
  const { ask, must, inTurn } = asker({ ...options, what: name, secrets: [token], dead: isDead });

  const send = (run: RunSummary): Promise<null> =>
    inTurn(async () => {
      const text = textOf(storyOf(run), markdown, { max: 3900 });
      const body = JSON.stringify({ text, ...(channel === null ? {} : { channel }) });
      const answer = must(await ask({ url, headers: { 'content-type': 'application/json' }, body }));
      if (answer.text?.trim() !== 'ok') throw broken(name);
      return null;
    });
  return { kind: 'mattermost', name, edits: false, send, edit: (_, run) => send(run) };
}
