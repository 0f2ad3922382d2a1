import { HlError, reveal } from '@hl/core';
import type { Secret } from '@hl/core';
import ky from 'ky';
import { codeOf, isDead, pauseOf, readAnswer, refusal, waitOf } from './answer.js';
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
   * @throws HlError HL_DISCORD_WEBHOOK (`refused`: the webhook is gone), HL_DISCORD_REFUSED, HL_DISCORD_BUSY and HL_DISCORD_UNREACHABLE (`unreachable`)
   */
  send(payload: DiscordPayload): Promise<{ readonly id: string | null }>;
  /** Replaces a message. One that somebody has deleted, or that is too old to edit, is posted anew. */
  edit(id: string, payload: DiscordPayload): Promise<void>;
  /** Whether the webhook exists; posts nothing. @throws HlError HL_DISCORD_UNREACHABLE, HL_DISCORD_BUSY */
  check(): Promise<boolean>;
}

const defaults: DiscordTiming = { requestMs: 15_000, patienceMs: 60_000, editMs: 1_500, backoffMs: 1_000 };
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
    const answer = await ky(`${webhook.base}${path}`, {
      method,
      searchParams: search,
      headers: { 'user-agent': 'hl-notify (https://www.npmjs.com/package/@hl/notify)', ...headers },
      ...(body === null ? {} : { body }),
      fetch,
      retry: 0,
      timeout: requestMs,
      throwHttpErrors: false,
      redirect: 'manual',
    }).then(readAnswer);
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
        const wait = answer.status === 429 ? waitOf(answer) : answer.status >= 500 ? backoff : null;
        if (wait === null || !affordable(wait)) return answer;
        await sleep(wait);
      } catch (error) {
        const lost = unanswered(error);
        if ((method === 'POST' && !lost.neverSent) || !affordable(backoff)) throw unreachable(redact(lost.reason, webhook));
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

  const post = async (payload: DiscordPayload): Promise<string | null> => {
    let answer = await ask('POST', '', { wait: 'true' }, payload);
    if (answer.status === 413 && payload.files) {
      const { files: _, ...rest } = payload;
      answer = await ask('POST', '', { wait: 'true' }, withinLimits(rest));
    }
    const { json } = settled(answer);
    return typeof json?.id === 'string' ? json.id : null;
  };

  const patch = async (id: string, payload: DiscordPayload): Promise<void> => {
    const rest = editMs - (performance.now() - lastEdit);
    if (rest > 0) await sleep(rest);
    const current = successors.get(id) ?? id;
    const answer = await ask('PATCH', `/messages/${encodeURIComponent(current)}`, {}, payload);
    lastEdit = performance.now();
    if (![10008, 30046].includes(codeOf(answer))) return void settled(answer);
    const next = await post(payload);
    if (next !== null) successors.set(id, next);
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

/** Errors after which the request surely did not arrive. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

function unanswered(error: unknown): { readonly reason: string; readonly neverSent: boolean } {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (inner as { code?: unknown } | null)?.code;
  if (error instanceof Error && error.name === 'TimeoutError') return { reason: 'no answer in time', neverSent: false };
  return {
    reason: typeof code === 'string' ? code : inner instanceof Error ? inner.message : String(inner),
    neverSent: typeof code === 'string' && neverSent.has(code),
  };
}

/** Without the cause: it knows the URL, and the URL holds the token. */
const unreachable = (reason: string): HlError =>
  new HlError('HL_DISCORD_UNREACHABLE', `Discord cannot be reached: ${reason}`, {
    kind: 'unreachable',
    hint: 'Can this machine reach https://discord.com? Then run the notify job again.',
  });
