import { HlError } from '@hl/core';
import { complaints, requestOf } from './answer.js';
import type { Answer } from './answer.js';

/**
 * The error for a 403: all refusals are one, with translated texts. Whether it is the token or what it may do, the answer to
 * `core/users/me/` tells, which every valid token may ask.
 */
export function forbidden(answer: Answer, me: Answer, what: string, where: string): HlError {
  if (me.status === 401 || me.status === 403) {
    return new HlError('HL_AUTHENTIK_TOKEN', `Authentik at ${where} does not accept the token${requestOf(answer)}`, {
      kind: 'refused',
      hint: 'It is wrong, expired, or not of intent API: make one under Directory › Tokens and set it as AUTHENTIK_TOKEN.',
    });
  }
  const named = complaints(answer.json).filter(([field]) => field !== 'detail' && field !== '');
  const reason = named.map(([, message]) => `: ${message}`).join('');
  return new HlError('HL_AUTHENTIK_PERMISSION', `Authentik at ${where}: the token may not ${what}${reason}${requestOf(answer)}`, {
    kind: 'refused',
    hint: 'Give its user the permissions that the README of @hl/authentik lists.',
  });
}
