import { HlError, isRecord, mutex, reveal, type Secret } from '@hl/core';
import { neverSent, request, type RequestOptions } from '@hl/http';
import { type Answer, isDead, isDeleted, isTooOld, pauseOf, refusal, waitOf } from '../client/http-errors.js';
import type { DiscordPayload } from '../client/payload.js';
import { requestBody } from '../client/request.js';
import { parseWebhook, redact } from '../client/webhook.js';
import type { Channel, Timing } from '../channel.js';
import { withinLimits } from '../text/limits.js';
import { message } from '../text/message.js';

export interface DiscordOptions {
  /** The webhook's URL. It is a secret: no error holds it. */
  readonly url: string | Secret;
  readonly fetch?: typeof globalThis.fetch;
  readonly timing?: Partial<Timing>;
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

const defaults: Timing = { requestMs: 15_000, patienceMs: 60_000, backoffMs: 1_000 };
const maxBytes = 1024 * 1024; // a message is some kB
const far = 'Can this machine reach https://discord.com? Then run the notify job again.';
const hints = { name: far, refused: far, route: far, connect: far, cut: far, late: far, other: far };
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A Discord webhook. One request at a time; obeys the rate limits; never asks a dead webhook twice. */
export function discord({ url, fetch, timing = {} }: DiscordOptions): Discord {
  const webhook = parseWebhook(reveal(url));
  const { requestMs, patienceMs, backoffMs } = { ...defaults, ...timing };
  const oneAtATime = mutex();
  let dead: HlError | null = null;
  let notBefore = 0;

  const once = async (url: string, sent: Pick<RequestOptions, 'method' | 'body' | 'headers'> = {}): Promise<Answer> => {
    const { status, headers, ...rest } = await request(url, {
      ...{ what: 'Discord', code: 'HL_DISCORD', hints, fetch, maxBytes, deadlineMs: requestMs, ...sent },
      headers: { 'user-agent': 'hl-notify (https://www.npmjs.com/package/@hl/notify)', ...sent.headers },
    });
    const json = rest.json();
    const answer = { status, headers, json: isRecord(json) ? json : null };
    notBefore = performance.now() + pauseOf(answer);
    return answer;
  };

  const putOnce = (payload: DiscordPayload, id: string | null): Promise<Answer> => {
    const search = new URLSearchParams({ wait: 'true', ...(webhook.threadId === null ? {} : { thread_id: webhook.threadId }) });
    return id === null
      ? once(`${webhook.base}?${search}`, { method: 'POST', ...requestBody(payload) })
      : once(`${webhook.base}/messages/${id}?${search}`, { method: 'PATCH', ...requestBody(payload, true) });
  };

  /** Until there is an answer that counts. A message whose fate is unknown is not sent twice: nobody wants two. To edit twice does no harm. */
  const put = async (payload: DiscordPayload, id: string | null): Promise<Answer> => {
    const deadline = performance.now() + patienceMs;
    const affordable = (ms: number): boolean => performance.now() + ms <= deadline;
    for (let backoff = backoffMs; ; backoff *= 2) {
      const pause = Math.max(0, notBefore - performance.now());
      if (pause > 0) await sleep(Math.min(pause, patienceMs));
      try {
        const answer = await putOnce(payload, id);
        const wait = isTooOld(answer)
          ? null
          : answer.status === 429
            ? Math.max(waitOf(answer), backoff)
            : answer.status >= 500
              ? backoff
              : null;
        if (wait === null || !affordable(wait)) return answer;
        await sleep(wait);
      } catch (error) {
        if (!(id !== null || neverSent(error)) || !affordable(backoff)) throw error;
        await sleep(backoff);
      }
    }
  };

  /** @throws HlError when it says no */
  const must = (answer: Answer): void => {
    if (answer.status < 300) return;
    const { code, message, kind, hint } = refusal(answer);
    const error = new HlError(code, redact(message, webhook), { kind, ...(hint === undefined ? {} : { hint }) });
    if (isDead(answer)) dead = error;
    throw error;
  };

  const send = async (payload: DiscordPayload, id: string | null = null): Promise<{ readonly id: string }> => {
    if (dead) throw dead;
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
    send: (payload) => oneAtATime(() => send(payload)),
    edit: (id, payload) => oneAtATime(() => send(payload, id)),
    check: () => oneAtATime(async () => must(await once(webhook.base))),
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
  };
}
