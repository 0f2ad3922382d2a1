import { HlError } from '@hl/core';
import type { Channel, ChannelOptions } from '../channel.js';
import { type Address, basicOf, lacking } from '../client/address.js';
import { asker, broken } from '../client/ask.js';
import { cut, defuse } from '../text/cut.js';
import { textOf } from '../text/fit.js';
import { plain } from '../text/markup.js';
import type { RunSummary } from '../text/run.js';
import { storyOf } from '../text/story.js';

const types = { running: 'info', success: 'success', rollback: 'warning', warning: 'warning', failure: 'failure' } as const;

/**
 * https://github.com/caronc/apprise-api: what is configured there under a key, or the channels in `urls`. Plain text, since nobody knows here what it is
 * handed on to. 424: some of them got it, so that it is not sent again.
 */
export function apprise({ origin, path, user, password, query }: Address, options: ChannelOptions): Channel {
  const [key, urls, tag] = [path.at(-1), query.get('urls'), query.get('tags') ?? query.get('tag')];
  if (key === undefined && urls === null)
    throw lacking(
      'Apprise',
      'a key',
      'apprise://apprise.example.org/key, or apprise://apprise.example.org/?urls=… with what Apprise knows',
    );
  const name = `Apprise at ${origin}`;
  const url =
    urls === null
      ? [origin, ...path.slice(0, -1), 'notify', encodeURIComponent(key ?? '')].join('/')
      : [origin, ...path, 'notify'].join('/');
  const basic = user === '' ? {} : { authorization: `Basic ${basicOf(user, password)}` };
  const { ask, must, inTurn } = asker({
    ...options,
    what: name,
    secrets: [key ?? '', password, basicOf(user, password), ...(urls?.split(',') ?? [])],
  });

  const send = (run: RunSummary): Promise<null> =>
    inTurn(async () => {
      const story = storyOf(run);
      const body = JSON.stringify({
        ...{ title: cut(defuse(story.headline), 200), body: textOf(story, plain, { max: 8_000 }, false) || '…' },
        ...{
          type: types[run.result],
          format: 'text',
          ...(tag === null ? {} : { tag }),
          ...(urls === null ? {} : { urls: urls.split(',') }),
        },
      });
      const answer = must(await ask({ url, headers: { ...basic, accept: 'application/json', 'content-type': 'application/json' }, body }));
      if (answer.status === 204)
        throw new HlError('HL_CHANNEL_NOBODY', `${name} has nobody to tell under that key`, {
          kind: 'input',
          hint: 'Save a configuration under the key of the URL in the web page of Apprise, or correct the key or the tag.',
        });
      if (answer.text?.trimStart().startsWith('<')) throw broken(name);
      return null;
    });
  return { kind: 'apprise', name, edits: false, send, edit: (_, run) => send(run) };
}
