import { HlError, isRecord, mutex } from '@hl/core';
import { neverSent, request, type RequestOptions } from '@hl/http';
import type { ChannelOptions, Timing } from '../channel.js';
import { type Answer, pauseOf, waitOf } from './http-errors.js';
import { isGone, refusalOf } from './refusal.js';

export interface Asked extends ChannelOptions {
  /** For people, without secrets. */
  readonly what: string;
  /** No error holds one of them. */
  readonly secrets: readonly string[];
  /** Begins the codes of errors when nobody answers. Default `HL_CHANNEL`. */
  readonly code?: string;
  readonly hints?: RequestOptions['hints'];
  /** Whether nobody may ever post there again. Default: 401, 403, 404, 410. */
  readonly dead?: (answer: Answer) => boolean;
  readonly refusal?: (answer: Answer, what: string, isDead: (answer: Answer) => boolean) => HlError;
}

export interface Sent extends Pick<RequestOptions, 'method' | 'headers' | 'body'> {
  readonly url: string;
  /** To do it twice leaves no second message: it is asked again when no answer came, too. Default false. */
  readonly twice?: boolean;
  /** Errors of the server (500 and above) after which it is asked again. Default: 503 alone, which is said before anything is done; all with `twice`. */
  readonly again?: (status: number) => boolean;
  /** An answer that counts although it says 429 or an error of the server. */
  readonly settled?: (answer: Answer) => boolean;
}

export interface Asker {
  /** Until there is an answer that counts, whatever it says. One at a time is the caller's to keep. */
  readonly ask: (sent: Sent) => Promise<Answer>;
  /** Without patience. */
  readonly once: (sent: Sent) => Promise<Answer>;
  /** @throws HlError when it says no; a channel that is gone is not asked again */
  readonly must: (answer: Answer) => Answer;
  /** One after the other. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
}

export const defaults: Timing = { requestMs: 15_000, patienceMs: 60_000, backoffMs: 1_000 };
const maxBytes = 1024 * 1024; // an answer is some kB
export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** No text may hold what lets others post. */
export const hide = (text: string, secrets: readonly string[]): string =>
  secrets
    .flatMap((secret) => [secret, encodeURIComponent(secret)])
    .filter((secret) => secret.length > 3)
    .sort((a, b) => b.length - a.length)
    .reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);

/** What a server says may repeat what it was asked with. */
function safe({ json, text = '', ...answer }: Answer, secrets: readonly string[]): Answer {
  const hidden = (_: string, value: unknown): unknown => (typeof value === 'string' ? hide(value, secrets) : value);
  try {
    return { ...answer, json: JSON.parse(JSON.stringify(json), hidden) as Answer['json'], text: hide(text, secrets) };
  } catch {
    return { ...answer, json: null, text: '' }; // nested deeper than anybody means it
  }
}

/** Asks a server that may be slow, busy or gone: obeys its rate limits, as long as patience lasts, and sends nothing twice that would show twice. */
export function asker({ what, secrets, code = 'HL_CHANNEL', hints, fetch, timing = {}, ...say }: Asked): Asker {
  const { requestMs, patienceMs, backoffMs } = { ...defaults, ...timing };
  const { dead: isDead = isGone, refusal = refusalOf } = say;
  let dead: HlError | null = null;
  let notBefore = 0;

  const once = async ({ url, method = 'POST', headers, body }: Sent): Promise<Answer> => {
    const answered = await request(url, {
      ...{ what, code, hints, fetch, maxBytes, deadlineMs: requestMs, method, body },
      headers: { 'user-agent': 'hl-notify (https://www.npmjs.com/package/@hl/notify)', ...headers },
    });
    const [json, text] = [answered.json(), answered.text()];
    const answer = { status: answered.status, headers: answered.headers, json: isRecord(json) ? json : null, text };
    notBefore = performance.now() + pauseOf(answer);
    return answer;
  };

  const ask = async (sent: Sent): Promise<Answer> => {
    if (dead) throw dead;
    const { twice = false, settled = () => false, again = (status) => twice || status === 503 } = sent;
    const deadline = performance.now() + patienceMs;
    const affordable = (ms: number): boolean => performance.now() + ms <= deadline;
    for (let backoff = backoffMs; ; backoff *= 2) {
      const pause = Math.max(0, notBefore - performance.now());
      if (pause > 0) await sleep(Math.min(pause, patienceMs));
      try {
        const answer = await once(sent);
        const failed = answer.status >= 500 && again(answer.status);
        const wait = settled(answer) ? null : answer.status === 429 ? Math.max(waitOf(answer), backoff) : failed ? backoff : null;
        if (wait === null || !affordable(wait)) return answer;
        await sleep(wait);
      } catch (error) {
        if (!(twice || neverSent(error)) || !affordable(backoff)) throw error;
        await sleep(backoff);
      }
    }
  };

  const must = (answer: Answer): Answer => {
    if (answer.status < 300) return answer;
    const error = refusal(safe(answer, secrets), what, isDead);
    if (isDead(answer)) dead = error;
    throw error;
  };
  return { ask, once, must, inTurn: mutex() };
}

/** The answer of the program itself, not of a login page before it. */
export const broken = (what: string): HlError =>
  new HlError('HL_CHANNEL_ANSWER', `What answers in the place of ${what} is something else`, {
    kind: 'refused',
    hint: 'Does a login page or a proxy answer in its place? Try the URL from this machine with curl.',
  });
