import { validateHeaderName, validateHeaderValue } from 'node:http';
import { HlError } from '@hl/core';
import type { AnswerHeaders, Fetch, Reply } from './fetch.js';
import { nodeFetch } from './node-fetch.js';
import { Stopped, unanswered, type Asked } from './failure.js';

export interface RequestOptions extends Partial<Asked> {
  /** Default GET. */
  readonly method?: string | undefined;
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly body?: string | Uint8Array<ArrayBuffer> | FormData | null | undefined;
  /** Default: Node's own HTTP, by connections that are kept for the next request. */
  readonly fetch?: Fetch | undefined;
  /** Milliseconds for all of it: to connect, and until the last byte of the answer. Default 30 000. */
  readonly deadlineMs?: number | undefined;
  /** Of the answer's body when it is no longer compressed. Default 8 MiB. */
  readonly maxBytes?: number | undefined;
  /** A body that breaks off, never ends or is too large does not take back the status: what came until then is the body. Default false. */
  readonly partial?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was answered; any status is an answer, a redirect too: none is followed, since a secret in a header must not go along. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly body: Uint8Array;
  /** The body as UTF-8. */
  text(): string;
  /** The parsed body; `undefined` when it is no JSON. */
  json(): unknown;
}

let own: Fetch | undefined;
const mebibyte = 1024 * 1024;
/** Milliseconds that a timer comes late by only when the process was held up. */
const noticeableMs = 50;

/**
 * One request, no retries.
 *
 * @throws HlError, its code beginning with `code`: `…_UNREACHABLE` and `…_TIMEOUT` (`unreachable`), `…_TLS` and `…_TOO_LARGE` (`refused`),
 * `…_REQUEST` (`input`: no request can be made of this). No message holds a header, a body, or more of the URL than its origin.
 */
export async function request(url: string, options: RequestOptions = {}): Promise<Answer> {
  const {
    fetch = (own ??= nodeFetch({ keepAlive: true })),
    deadlineMs = 30_000,
    maxBytes = 8 * mebibyte,
    partial = false,
    signal,
    code,
    hints,
  } = options;
  const asked = { what: options.what ?? originOf(url), code, hints };
  const headers = usable(url, options.headers, asked);

  const stop = new AbortController();
  let stopped: Stopped | null = null;
  let begun = false;
  let giveUp = (_: Stopped): void => undefined;
  const gone = new Promise<never>((_, reject) => {
    giveUp = (why) => {
      stopped = why;
      reject(why);
      stop.abort();
    };
  });
  gone.catch(() => undefined);
  const onLate = (): void =>
    giveUp(new Stopped('ETIMEDOUT', `${begun ? 'did not finish its answer' : 'gave no answer'} within ${deadlineMs / 1000} s`));
  const onAbort = (): void => giveUp(new Stopped('ABORT_ERR', 'was not waited for'));
  const due = performance.now() + deadlineMs;
  // While this process stood still, nobody could answer it: what the timer comes late by is waited for, once. Who floods it makes each timer late.
  let timer = setTimeout(() => {
    const lateMs = performance.now() - due;
    if (lateMs > noticeableMs) timer = setTimeout(onLate, lateMs);
    else onLate();
  }, deadlineMs);
  signal?.addEventListener('abort', onAbort);

  try {
    if (signal?.aborted) onAbort();
    const init = { method: options.method ?? 'GET', headers, body: options.body ?? null, redirect: 'manual', signal: stop.signal } as const;
    const response = await Promise.race([gone, fetch(url, init)]);
    begun = true;
    const body = await read(response.body, maxBytes, partial, gone);
    if (stopped && !partial) throw stopped as Stopped;
    return {
      status: response.status,
      headers: response.headers,
      body,
      text: () => new TextDecoder().decode(body),
      json: () => parsed(new TextDecoder().decode(body)),
    };
  } catch (error) {
    throw unanswered(stopped ?? error, asked);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
  }
}

/** All of a body, or an error when it is not to be had; what is not read is not waited for. */
async function read(stream: Reply['body'], maxBytes: number, partial: boolean, gone: Promise<never>): Promise<Uint8Array> {
  // One buffer that grows, since a million chunks of a byte each would take a hundred times what is in them.
  let buffer = new Uint8Array(65_536);
  let size = 0;
  const reader = stream?.getReader();
  gone.catch(() => reader?.cancel().catch(() => undefined)); // ends a read that waits
  try {
    while (reader && size < maxBytes + 1) {
      const { done, value } = await reader.read();
      if (done || value === undefined) break;
      const needed = Math.min(size + value.length, maxBytes + 1);
      if (needed > buffer.length) {
        const larger = new Uint8Array(Math.max(needed, 2 * buffer.length));
        larger.set(buffer.subarray(0, size));
        buffer = larger;
      }
      buffer.set(value.subarray(0, needed - size), size);
      size = needed;
    }
  } catch (error) {
    if (!partial) throw error;
  } finally {
    void reader?.cancel().catch(() => undefined);
  }
  if (size > maxBytes && !partial) throw new Stopped('EMSGSIZE', `answers with more than ${maxBytes / mebibyte} MiB`);
  return buffer.subarray(0, Math.min(size, maxBytes));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : 'what was asked for');

/** The headers as `fetch` sends them; what cannot be sent would be rejected with the secret in a message. */
function usable(url: string, headers: RequestOptions['headers'] = {}, { what, code = 'HL_HTTP' }: Asked): Record<string, string> {
  const unfit = (text: string, hint: string): HlError =>
    new HlError(`${code}_REQUEST`, `${what} cannot be asked: ${text}`, { kind: 'input', hint });
  const { protocol, username, password } = URL.canParse(url) ? new URL(url) : { protocol: '', username: '', password: '' };
  if (!/^https?:$/.test(protocol)) throw unfit('its URL is none', 'Give a URL that begins with http:// or https://.');
  if (username !== '' || password !== '') throw unfit('its URL holds a login', 'Take user and password out of the URL.');
  try {
    const trimmed = Object.entries(headers).map(
      ([name, value]) => [name.toLowerCase(), value.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, '')] as const,
    );
    for (const [name, value] of trimmed) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return Object.fromEntries(trimmed);
  } catch {
    throw unfit('a header holds what none may hold', 'Look for line breaks and odd characters in the token or password.');
  }
}
