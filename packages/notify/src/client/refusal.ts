import { HlError, printable } from '@hl/core';
import type { Answer } from './http-errors.js';

/** Whoever holds the token is not known, or may not post: asking again only leads to a ban. */
export const isGone = ({ status }: Answer): boolean => [401, 403, 404, 410].includes(status);

/** What the server itself says of it: its JSON's word, or a line of text. */
function reasonOf({ json, text = '' }: Answer): string {
  const words = [json?.description, json?.errorDescription, json?.message, json?.error].filter((word) => typeof word === 'string');
  const line = json === null && !text.includes('<') ? (text.trim().split('\n')[0] ?? '') : '';
  return printable((words[0] ?? line).slice(0, 200)) || 'no reason given';
}

/** A refusal as an error, in the words of the server. */
export function refusalOf(answer: Answer, what: string, isDead = isGone): HlError {
  const { status } = answer;
  const reason = `${status} ${reasonOf(answer)}`;
  if (isDead(answer))
    return new HlError('HL_CHANNEL_GONE', `${what} does not let us post: ${reason}`, {
      kind: 'refused',
      hint: 'Is the token in the URL of the channel still good, and may it post there? Make a new one, and set the URL anew.',
    });
  if (status === 429 || status >= 500)
    return new HlError('HL_CHANNEL_BUSY', `${what} does not take the message now: ${reason}`, {
      kind: 'unreachable',
      hint: 'Run the notify job again in a minute.',
    });
  if (status < 400)
    return new HlError('HL_CHANNEL_MOVED', `${what} answers with a redirect (${status})`, {
      kind: 'input',
      hint: 'Use the address that it redirects to, or write https in place of http, in the URL of the channel.',
    });
  return new HlError('HL_CHANNEL_REFUSED', `${what} refuses the message: ${reason}`, {
    kind: 'refused',
    hint: 'Compare the URL of the channel with the example for it in the guide, and look whether the message may be sent there.',
  });
}
