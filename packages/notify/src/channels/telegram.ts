import { HlError } from '@hl/core';
import type { Channel, ChannelOptions } from '../channel.js';
import { type Address, lacking } from '../client/address.js';
import { asker, broken } from '../client/ask.js';
import type { Answer } from '../client/http-errors.js';
import { refusalOf } from '../client/refusal.js';
import { textOf } from '../text/fit.js';
import { html } from '../text/markup.js';
import type { RunSummary } from '../text/run.js';
import { storyOf } from '../text/story.js';

const example = 'telegram://<token of the bot>@telegram?chats=<chat>, for a topic ?chats=<chat>:<topic>';
const said = (answer: Answer, what: RegExp): boolean => answer.status === 400 && what.test(String(answer.json?.description));

const visible = (text: string): number => text.replace(/<[^>]*>/g, '').replace(/&\w+;/g, '&').length;

/** https://core.telegram.org/bots/api#sendmessage, #editmessagetext. A text has 4 096 characters, markup not counted. */
export function telegram({ origin, host, user, password, query }: Address, options: ChannelOptions): Channel {
  const [, chat = '', , thread] = /^(@?[-\w]+)(:(\d+))?$/.exec(query.get('chats') ?? query.get('chat_id') ?? '') ?? [];
  const token = password === '' ? user : `${user}:${password}`;
  if (!/^\d+:[-\w]+$/.test(token)) throw lacking('Telegram', 'the token of a bot', example);
  if (chat === '') throw lacking('Telegram', 'a chat', example);
  const name = 'Telegram';
  const base = `${host === 'telegram' ? 'https://api.telegram.org' : origin}/bot${token}`;
  const { ask, once, must, inTurn } = asker({ ...options, what: name, secrets: [token, password], refusal });

  const call = (method: string, run: RunSummary, more: object): Promise<Answer> =>
    ask({
      url: `${base}/${method}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        ...{
          chat_id: chat,
          text: textOf(storyOf(run), html, { max: 4096, size: visible }),
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
        },
        ...more,
      }),
      twice: method === 'editMessageText',
    });

  const send = async (run: RunSummary): Promise<string> => {
    const quiet = run.result === 'running' || run.result === 'success';
    const { json } = must(
      await call('sendMessage', run, {
        disable_notification: quiet,
        ...(thread === undefined ? {} : { message_thread_id: Number(thread) }),
      }),
    );
    const id = (json?.result as { message_id?: unknown } | null | undefined)?.message_id;
    if (typeof id !== 'number') throw broken(name);
    return String(id);
  };
  const edit = async (handle: string, run: RunSummary): Promise<string> => {
    const answer = await call('editMessageText', run, { message_id: Number(handle) });
    if (said(answer, /message is not modified/)) return handle;
    if (said(answer, /message to edit not found|MESSAGE_ID_INVALID|message can't be edited/)) return send(run);
    if (must(answer).json?.ok !== true) throw broken(name);
    return handle;
  };
  return {
    kind: 'telegram',
    name,
    edits: true,
    send: (run) => inTurn(() => send(run)),
    edit: (handle, run) => inTurn(() => edit(handle, run)),
    check: () => inTurn(async () => void must(await once({ url: `${base}/getMe`, method: 'GET' }))),
  };
}

function refusal(answer: Answer, what: string): HlError {
  if (!said(answer, /chat not found|upgraded to a supergroup|thread not found/)) return refusalOf(answer, what);
  return new HlError('HL_CHANNEL_CHAT', `${what} finds no such chat or topic: ${String(answer.json?.description).slice(0, 200)}`, {
    kind: 'input',
    hint: 'Add the bot to the chat, and set chats=… in the URL of the channel to its number: https://api.telegram.org/bot<token>/getUpdates shows it.',
  });
}
