import { randomUUID } from 'node:crypto';
import type { Channel, ChannelOptions } from '../channel.js';
import { type Address, lacking } from '../client/address.js';
import { asker, broken } from '../client/ask.js';
import { bytes, cut, defuse } from '../text/cut.js';
import { textOf } from '../text/fit.js';
import { html, plain } from '../text/markup.js';
import type { RunSummary } from '../text/run.js';
import { storyOf } from '../text/story.js';

/**
 * https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid, edits by `m.replace`. An event has 65 536 bytes,
 * and what signs and wraps it needs some. `m.mentions` is empty: nobody is called, whatever the text holds. To edit one that somebody deleted does
 * nothing that is seen; Matrix does not tell.
 */
export function matrix({ origin, path, user, password, query }: Address, options: ChannelOptions): Channel {
  const token = password || user;
  const [room = ''] = [query.get('rooms') ?? query.get('room') ?? path.at(-1) ?? ''];
  const example = 'matrix://<access token>@matrix.example.org/!room:example.org';
  if (token === '') throw lacking('Matrix', 'an access token', example);
  if (!room.startsWith('!')) throw lacking('Matrix', "a room's internal ID, which begins with !", example);
  const name = `Matrix at ${origin}`;
  const { ask, once, must, inTurn } = asker({ ...options, what: name, secrets: [token] });

  const put = (run: RunSummary, replaced: string | null): Promise<string> =>
    inTurn(async () => {
      const story = storyOf(run);
      const content = {
        msgtype: run.result === 'failure' ? 'm.text' : 'm.notice', // a notice makes no sound
        body: textOf(story, plain, { max: 8_000, size: bytes }),
        format: 'org.matrix.custom.html',
        formatted_body: textOf(story, html, { max: 16_000, size: bytes }).replaceAll('\n', '<br>'),
        'm.mentions': {},
      };
      const edit = {
        ...{ msgtype: content.msgtype, body: `* ${cut(defuse(story.headline), 200)}`, 'm.mentions': {} },
        ...{ 'm.new_content': content, 'm.relates_to': { rel_type: 'm.replace', event_id: replaced } },
      };
      // The server knows by the last part of the URL that it has this one already.
      const url = `${origin}/_matrix/client/v3/rooms/${encodeURIComponent(room)}/send/m.room.message/${randomUUID()}`;
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const { json } = must(
        await ask({ url, method: 'PUT', headers, body: JSON.stringify(replaced === null ? content : edit), twice: true }),
      );
      if (typeof json?.event_id !== 'string') throw broken(name);
      return replaced ?? json.event_id;
    });
  const whoami = { url: `${origin}/_matrix/client/v3/account/whoami`, method: 'GET', headers: { authorization: `Bearer ${token}` } };
  return {
    ...{ kind: 'matrix', name, edits: true },
    send: (run) => put(run, null),
    edit: (handle, run) => put(run, handle),
    check: () => inTurn(async () => void must(await once(whoami))),
  };
}
