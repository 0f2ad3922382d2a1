import type { Channel, ChannelOptions } from '../channel.js';
import { type Address, lacking } from '../client/address.js';
import { asker, broken } from '../client/ask.js';
import { cut, defuse } from '../text/cut.js';
import { textOf } from '../text/fit.js';
import { markdown } from '../text/markup.js';
import type { RunSummary } from '../text/run.js';
import { storyOf } from '../text/story.js';

/** 1 to 3 make no sound, from 8 on it is shown over everything. */
const priorities = { running: 2, success: 4, rollback: 5, warning: 6, failure: 8 } as const;

/** https://gotify.net/api-docs#/message/createMessage. An application's token cannot edit. */
export function gotify({ origin, path, query }: Address, options: ChannelOptions): Channel {
  const token = path.at(-1);
  if (token === undefined) throw lacking('Gotify', 'the token of an application', 'gotify://gotify.example.org/token');
  const url = [origin, ...path.slice(0, -1), 'message'].join('/');
  const name = `Gotify at ${origin}`;
  const { ask, must, inTurn } = asker({ ...options, what: name, secrets: [token] });
  const wished = Number(query.get('priority') ?? NaN);

  const send = (run: RunSummary): Promise<null> =>
    inTurn(async () => {
      const story = storyOf(run);
      const click = story.links[0]?.url;
      const body = JSON.stringify({
        title: cut(defuse(story.headline), 200),
        message: textOf(story, markdown, { max: 8000 }, false).replaceAll('\n', '  \n') || '…', // two blanks end a line in Markdown
        priority: Number.isInteger(wished) ? wished : priorities[run.result],
        extras: {
          'client::display': { contentType: 'text/markdown' },
          ...(click === undefined ? {} : { 'client::notification': { click: { url: click } } }),
        },
      });
      const answer = must(await ask({ url, headers: { 'content-type': 'application/json', 'x-gotify-key': token }, body }));
      if (typeof answer.json?.id !== 'number') throw broken(name);
      return null;
    });
  return { kind: 'gotify', name, edits: false, send, edit: (_, run) => send(run) };
}
