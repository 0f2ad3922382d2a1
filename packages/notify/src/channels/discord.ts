import { HlError, reveal, type Secret } from '@hl/core';
import type { Channel, ChannelOptions } from '../channel.js';
import { asker } from '../client/ask.js';
import { type Answer, isDead, isDeleted, isTooOld, refusal } from '../client/http-errors.js';
import type { DiscordPayload } from '../client/payload.js';
import { requestBody } from '../client/request.js';
import { parseWebhook } from '../client/webhook.js';
import { withinLimits } from '../text/limits.js';
import { message } from '../text/message.js';

export interface DiscordOptions extends ChannelOptions {
  /** The webhook's URL. It is a secret: no error holds it. */
  readonly url: string | Secret;
}

export interface Discord {
  /**
   * Posts a message; what is too long is cut and attached as `report.md`.
   *
   * @returns its id
   * @throws HlError HL_DISCORD_WEBHOOK (`refused`: the webhook is gone), HL_DISCORD_REFUSED, HL_DISCORD_URL, HL_DISCORD_BUSY (`unreachable`), and those of
   * `@hl/http` with HL_DISCORD: `…_UNREACHABLE`, `…_TIMEOUT`, `…_TLS`, `…_TOO_LARGE`
   */
  send(payload: DiscordPayload): Promise<{ readonly id: string }>;
  /**
   * Puts another text in place of a message of this webhook; one that somebody deleted is posted anew.
   *
   * @returns the id that it has from now on
   * @throws as `send`; HL_DISCORD_EDITS (`unreachable`): Discord takes no edit of so old a message now, it stays as it is
   */
  edit(id: string, payload: DiscordPayload): Promise<{ readonly id: string }>;
  /** Whether the webhook is there; posts nothing. @throws as `send` */
  check(): Promise<void>;
}

const far = 'Can this machine reach https://discord.com? Then run the notify job again.';
const hints = { name: far, refused: far, route: far, connect: far, cut: far, late: far, other: far };

/** A Discord webhook. One request at a time; obeys the rate limits; never asks a dead webhook twice. */
export function discord({ url, ...options }: DiscordOptions): Discord {
  const { base, threadId, token } = parseWebhook(reveal(url));
  const { ask, once, must, inTurn } = asker({
    ...{ ...options, what: 'Discord', code: 'HL_DISCORD', hints, secrets: [token], dead: isDead, refusal },
  });

  /** A message whose fate is unknown is not sent twice: nobody wants two. To edit twice does no harm. */
  const put = (payload: DiscordPayload, id: string | null): Promise<Answer> => {
    const search = new URLSearchParams({ wait: 'true', ...(threadId === null ? {} : { thread_id: threadId }) });
    return id === null
      ? ask({ url: `${base}?${search}`, ...requestBody(payload), again: () => true })
      : ask({ url: `${base}/messages/${id}?${search}`, method: 'PATCH', ...requestBody(payload, true), twice: true, settled: isTooOld });
  };

  const send = async (payload: DiscordPayload, id: string | null = null): Promise<{ readonly id: string }> => {
    const { files, ...rest } = withinLimits(payload);
    const first = await put(files ? { ...rest, files } : rest, id);
    const answer = first.status === 413 && files ? await put(withinLimits(rest), id) : first;
    if (id !== null && isDeleted(answer)) return send(payload);
    must(answer);
    if (typeof answer.json?.id === 'string') return { id: answer.json.id };
    throw new HlError('HL_DISCORD_URL', 'What answers the webhook is not Discord', {
      kind: 'refused',
      hint: 'Does a login page or a proxy answer in its place? Try the webhook from this machine with curl.',
    });
  };
  return {
    send: (payload) => inTurn(() => send(payload)),
    edit: (id, payload) => inTurn(() => send(payload, id)),
    check: () => inTurn(async () => void must(await once({ url: base, method: 'GET' }))),
  };
}

/** Discord as a channel: one message a run, edited. @throws HlError HL_DISCORD_URL */
export function discordChannel(options: DiscordOptions): Channel {
  const webhook = discord(options);
  return {
    kind: 'discord',
    name: 'Discord',
    edits: true,
    send: async (run) => (await webhook.send(message(run))).id,
    edit: async (handle, run) => (await webhook.edit(handle, message(run))).id,
    check: () => webhook.check(),
  };
}
