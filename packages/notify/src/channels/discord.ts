import { HlError, isRecord, mutex, reveal, type Secret } from '@hl/core';
import { neverSent, request, type RequestOptions } from '@hl/http';
import { type Answer, isDead, pauseOf, refusal, waitOf } from '../client/http-errors.js';
import type { DiscordPayload } from '../client/payload.js';
import { requestBody } from '../client/request.js';
import { parseWebhook, redact } from '../client/webhook.js';
import { withinLimits } from '../text/limits.js';

/** Milliseconds. */
export interface DiscordTiming {
  /** For one answer. Default 15 000. */
  readonly requestMs: number;
  /** The most that one message waits for rate limits and for a Discord that is down. Default 60 000. */
  readonly patienceMs: number;
  /** Before the second try of a request that got no answer; doubled each time. Default 1 000. */
  readonly backoffMs: number;
}

export interface DiscordOptions {
  /** The webhook's URL. It is a secret: no error holds it. */
  readonly url: string | Secret;
  readonly fetch?: typeof globalThis.fetch;
  readonly timing?: Partial<DiscordTiming>;
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
  /** Whether the webhook is there; posts nothing. @throws as `send` */
  check(): Promise<void>;
}

const defaults: DiscordTiming = { requestMs: 15_000, patienceMs: 60_000, backoffMs: 1_000 };
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

  const postOnce = (payload: DiscordPayload): Promise<Answer> => {
    const search = new URLSearchParams({ wait: 'true', ...(webhook.threadId === null ? {} : { thread_id: webhook.threadId }) });
    return once(`${webhook.base}?${search}`, { method: 'POST', ...requestBody(payload) });
  };

  /** Until there is an answer that counts. A message whose fate is unknown is not sent twice: nobody wants two. */
  const post = async (payload: DiscordPayload): Promise<Answer> => {
    const deadline = performance.now() + patienceMs;
    const affordable = (ms: number): boolean => performance.now() + ms <= deadline;
    for (let backoff = backoffMs; ; backoff *= 2) {
      const pause = Math.max(0, notBefore - performance.now());
      if (pause > 0) await sleep(Math.min(pause, patienceMs));
      try {
        const answer = await postOnce(payload);
        const wait = answer.status === 429 ? Math.max(waitOf(answer), backoff) : answer.status >= 500 ? backoff : null;
        if (wait === null || !affordable(wait)) return answer;
        await sleep(wait);
      } catch (error) {
        if (!neverSent(error) || !affordable(backoff)) throw error;
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

  const send = async (payload: DiscordPayload): Promise<{ readonly id: string }> => {
    if (dead) throw dead;
    const { files, ...rest } = withinLimits(payload);
    const first = await post(files ? { ...rest, files } : rest);
    const answer = first.status === 413 && files ? await post(withinLimits(rest)) : first;
    must(answer);
    if (typeof answer.json?.id === 'string') return { id: answer.json.id };
    throw new HlError('HL_DISCORD_URL', 'What answers the webhook is not Discord', {
      kind: 'refused',
      hint: 'Does a login page or a proxy answer in its place? Try the webhook from this machine with curl.',
    });
  };
  return {
    send: (payload) => oneAtATime(() => send(payload)),
    check: () => oneAtATime(async () => must(await once(webhook.base))),
  };
}
