import { HlError, reveal } from '@hl/core';
import type { Secret } from '@hl/core';
import { neverSent, request } from '@hl/http';
import { codeOf, isDead, jsonOf, pauseOf, refusal, waitOf } from './answer.js';
import type { Answer } from './answer.js';
import { withinLimits } from './limits.js';
import type { DiscordPayload } from './payload.js';
import { requestBody } from './request.js';
import { parseWebhook, redact } from './webhook.js';

/** Milliseconds. */
export interface DiscordTiming {
  /** For one answer. Default 15 000. */
  readonly requestMs: number;
  /** The most that one call waits for rate limits and for a Discord that is down. Default 60 000. */
  readonly patienceMs: number;
  /** Between two edits. Default 1 500. */
  readonly editMs: number;
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
   * @returns its id, for `edit`
   * @throws HlError HL_DISCORD_WEBHOOK (`refused`: the webhook is gone), HL_DISCORD_REFUSED, HL_DISCORD_URL, HL_DISCORD_BUSY (`unreachable`), and those of
   * `@hl/http` with HL_DISCORD: `…_UNREACHABLE`, `…_TIMEOUT`, `…_TLS`, `…_TOO_LARGE`
   */
  send(payload: DiscordPayload): Promise<{ readonly id: string }>;
  /** Replaces a message. One that somebody has deleted, or that is too old to edit, is posted anew. */
  edit(id: string, payload: DiscordPayload): Promise<void>;
  /** Whether the webhook exists; posts nothing. @throws HlError as `send` where nobody answers */
  check(): Promise<boolean>;
}

const defaults: DiscordTiming = { requestMs: 15_000, patienceMs: 60_000, editMs: 1_500, backoffMs: 1_000 };
/** A message is some kB. */
const maxBytes = 1024 * 1024;
const far = 'Can this machine reach https://discord.com? Then run the notify job again.';
const hints = { name: far, refused: far, route: far, connect: far, cut: far, late: far, other: far };
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A Discord webhook. One request at a time; obeys the rate limits; never asks a dead webhook twice. */
export function discord({ url, fetch = globalThis.fetch, timing = {} }: DiscordOptions): Discord {
  const webhook = parseWebhook(reveal(url));
  const { requestMs, patienceMs, editMs, backoffMs } = { ...defaults, ...timing };
  const successors = new Map<string, string>();
  let dead: HlError | null = null;
  let notBefore = 0;
  let lastEdit = -Infinity;
  let queue: Promise<unknown> = Promise.resolve();

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work);
    queue = turn.catch(() => undefined);
    return turn;
  };

  const once = async (method: string, path: string, query: Record<string, string>, payload: DiscordPayload | null): Promise<Answer> => {
    const search = new URLSearchParams({ ...query, ...(webhook.threadId === null ? {} : { thread_id: webhook.threadId }) });
    const { body, headers } = payload ? requestBody(payload, method === 'PATCH') : { body: null, headers: {} };
    const {
      status,
      headers: told,
      ...rest
    } = await request(`${webhook.base}${path}?${search}`, {
      what: 'Discord',
      code: 'HL_DISCORD',
      hints,
      method,
      headers: { 'user-agent': 'hl-notify (https://www.npmjs.com/package/@hl/notify)', ...headers },
      body,
      fetch,
      deadlineMs: requestMs,
      maxBytes,
    });
    const answer = { status, headers: told, json: jsonOf(rest.json()) };
    notBefore = performance.now() + pauseOf(answer);
    return answer;
  };

  /** Until there is an answer that counts. A POST whose fate is unknown is not sent twice: nobody wants two messages. */
  const ask = async (
    method: string,
    path: string,
    query: Record<string, string> = {},
    payload: DiscordPayload | null = null,
  ): Promise<Answer> => {
    if (dead) throw dead;
    const deadline = performance.now() + patienceMs;
    const affordable = (ms: number): boolean => performance.now() + ms <= deadline;
    for (let backoff = backoffMs; ; backoff *= 2) {
      const pause = Math.max(0, notBefore - performance.now());
      if (pause > 0) await sleep(Math.min(pause, patienceMs));
      try {
        const answer = await once(method, path, query, payload);
        const wait = answer.status === 429 ? Math.max(waitOf(answer), backoff) : answer.status >= 500 ? backoff : null;
        if (wait === null || !affordable(wait)) return answer;
        await sleep(wait);
      } catch (error) {
        const again = neverSent(error) || (method !== 'POST' && (error as HlError).kind === 'unreachable');
        if (!again || !affordable(backoff)) throw error;
        await sleep(backoff);
      }
    }
  };

  const settled = (answer: Answer): Answer => {
    if (answer.status < 300) return answer;
    const error = refusal(answer);
    const told = new HlError(error.code, redact(error.message, webhook), {
      kind: error.kind,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    });
    if (isDead(answer)) dead = told;
    throw told;
  };

  const post = async (payload: DiscordPayload): Promise<string> => {
    let answer = await ask('POST', '', { wait: 'true' }, payload);
    if (answer.status === 413 && payload.files) {
      const { files: _, ...rest } = payload;
      answer = await ask('POST', '', { wait: 'true' }, withinLimits(rest));
    }
    const { json } = settled(answer);
    if (typeof json?.id === 'string') return json.id;
    throw new HlError('HL_DISCORD_URL', 'What answers the webhook is not Discord', {
      kind: 'refused',
      hint: 'Does a login page or a proxy answer in its place? Try the webhook from this machine with curl.',
    });
  };

  const patch = async (id: string, payload: DiscordPayload): Promise<void> => {
    const rest = editMs - (performance.now() - lastEdit);
    if (rest > 0) await sleep(rest);
    const current = successors.get(id) ?? id;
    const answer = await ask('PATCH', `/messages/${encodeURIComponent(current)}`, {}, payload);
    lastEdit = performance.now();
    if (![10008, 30046].includes(codeOf(answer))) return void settled(answer);
    successors.set(id, await post(payload));
  };

  return {
    send: (payload) => inTurn(async () => ({ id: await post(withinLimits(payload)) })),
    edit: (id, payload) => inTurn(() => patch(id, withinLimits(payload))),
    check: () =>
      inTurn(async () => {
        if (dead) return false;
        const answer = await ask('GET', '');
        if (answer.status === 429 || answer.status >= 500) settled(answer);
        return answer.status === 200 && typeof answer.json?.id === 'string';
      }),
  };
}
