import { HlError, isRecord } from '@hl/core';
import type { AnswerHeaders } from '@hl/http';

/** What was answered; `json` is null when it was no JSON, as from a proxy on the way. */
export interface Answer {
  readonly status: number;
  readonly headers: AnswerHeaders;
  readonly json: Readonly<Record<string, unknown>> | null;
  readonly text?: string;
}

/** Discord's own error number, 0 when there is none. */
const codeOf = ({ json }: Answer): number => (typeof json?.code === 'number' ? json.code : 0);

/** Milliseconds that a 429 asks for: the body's, which are finer (Discord, Telegram, Matrix), else the headers'. */
export function waitOf({ json, headers }: Answer): number {
  const [inner, ms] = [json?.parameters, json?.retry_after_ms];
  const named = [
    ...[json?.retry_after, isRecord(inner) ? inner.retry_after : undefined, typeof ms === 'number' ? ms / 1000 : undefined],
    ...[headers.get('x-ratelimit-reset-after'), headers.get('retry-after')],
  ];
  const seconds = named.map((value) => Number(value ?? NaN)).find((value) => Number.isFinite(value) && value >= 0);
  const date = Date.parse(headers.get('retry-after') ?? '');
  return Math.ceil((seconds ?? (Number.isNaN(date) ? 1 : Math.max(0, (date - Date.now()) / 1000))) * 1000);
}

/** Milliseconds until the next request may go out; 0 when the bucket is not empty. */
export const pauseOf = ({ headers }: Answer): number =>
  headers.get('x-ratelimit-remaining') === '0' ? Math.ceil((Number(headers.get('x-ratelimit-reset-after')) || 0) * 1000) : 0;

/** The webhook is gone for good: asking again only leads to a ban. */
export const isDead = (answer: Answer): boolean =>
  answer.status === 401 || answer.status === 403 || codeOf(answer) === 10015 || codeOf(answer) === 50027;

/** Somebody deleted the message that is to be edited. */
export const isDeleted = (answer: Answer): boolean => codeOf(answer) === 10008;

/** Edits of a message older than an hour are few: no waiting helps soon. */
export const isTooOld = (answer: Answer): boolean => codeOf(answer) === 30046;

/** A refusal as an error, in Discord's words. */
export function refusal(answer: Answer): HlError {
  const { status, json } = answer;
  const reason = typeof json?.message === 'string' ? json.message : 'no JSON';
  const code = codeOf(answer);
  if (isDead(answer) || status === 404)
    return new HlError('HL_DISCORD_WEBHOOK', `Discord does not know the webhook any more: ${status} ${reason}`, {
      kind: 'refused',
      hint: 'Make a new webhook in the channel settings and set DISCORD_WEBHOOK_URL to its URL.',
    });
  if (code === 220001 || code === 220003)
    return new HlError('HL_DISCORD_THREAD', `Discord: ${reason}`, {
      kind: 'input',
      hint: 'For a forum channel add ?thread_id=… of one of its posts to DISCORD_WEBHOOK_URL.',
    });
  if (isTooOld(answer))
    return new HlError('HL_DISCORD_EDITS', `Discord takes no more edits of this message now: ${status} ${reason}`, {
      kind: 'unreachable',
      hint: 'The message stays as it was; what comes next is to be sent as a new one.',
    });
  if (status === 429 || status >= 500)
    return new HlError('HL_DISCORD_BUSY', `Discord does not take the message now: ${status} ${reason}`, {
      kind: 'unreachable',
      hint: 'Run the notify job again in a minute.',
    });
  if (status >= 300 && status < 400)
    return new HlError('HL_DISCORD_URL', `The webhook's host answers with a redirect (${status})`, {
      kind: 'input',
      hint: 'Use the URL that Discord shows, at https://discord.com.',
    });
  const fields = complaintsIn(json?.errors).join('; ');
  return new HlError('HL_DISCORD_REFUSED', `Discord refuses the message: ${status} ${reason}${fields === '' ? '' : ` (${fields})`}`, {
    kind: 'refused',
  });
}

/** `embeds.0.title: Must be 256 or fewer in length.` */
function complaintsIn(errors: unknown, at: readonly string[] = []): string[] {
  if (typeof errors !== 'object' || errors === null) return [];
  return Object.entries(errors).flatMap(([key, value]) =>
    key === '_errors' && Array.isArray(value)
      ? value.map((one: unknown) => `${at.join('.')}: ${String((one as { message?: unknown } | null)?.message ?? 'refused')}`)
      : complaintsIn(value, [...at, key]),
  );
}
