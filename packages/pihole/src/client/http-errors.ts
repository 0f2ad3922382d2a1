import { HlError, isRecord } from '@hl/core';
import type { Answer } from './answer.js';

/** The `error` object of an answer. Shape: `{ key: 'bad_request', message: 'Invalid value', hint: 'dns.hosts[3]: …' | null }` */
export function errorOf({ json: { error } }: Answer): { key: string; message: string; hint: string } | null {
  return isRecord(error) ? { key: text(error['key']), message: text(error['message']), hint: text(error['hint']) } : null;
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

export const refused = (code: string, message: string, hint: string, cause?: unknown): HlError =>
  new HlError(`HL_PIHOLE_${code}`, message, { kind: 'refused', hint, cause });

export const unreachable = (code: string, message: string, hint: string, cause?: unknown): HlError =>
  new HlError(`HL_PIHOLE_${code}`, message, { kind: 'unreachable', hint, cause });

/** What to do about a Pi-hole that takes no changes. */
export const remedies = {
  app: "Let app passwords write: pihole-FTL --config webserver.api.app_sudo true (or Settings › All settings), or use Pi-hole's main password.",
  cli: "Use Pi-hole's main password, or an app password with webserver.api.app_sudo = true, instead of the CLI password.",
  environment: 'Remove FTLCONF_dns_hosts and FTLCONF_dns_cnameRecords from the environment of the Pi-hole container, then recreate it.',
  readOnly: 'Set misc.readOnly = false in pihole.toml there.',
};

/** How Pi-hole words them. */
const signs: readonly (readonly [RegExp, string])[] = [
  [/app_sudo|app session/i, remedies.app],
  [/CLI session/i, remedies.cli],
  [/environment variables/i, remedies.environment],
  [/read-only mode/i, remedies.readOnly],
];

const byStatus: { readonly [status: number]: string } = {
  401: 'Something keeps ending sessions there (Settings › Web interface / API): run it again when that has stopped.',
  404: 'Look whether this is Pi-hole v6 and whether the URL is right.',
};

/** An answer that says no, in Pi-hole's own words, with the remedy where one is known. */
export function refusal(base: string, what: string, answer: Answer): HlError {
  const { status } = answer;
  const { message = '', hint = '' } = errorOf(answer) ?? {};
  // The hint of a JSON error is the rest of the request's body: not to be shown.
  const detail = (message.startsWith('Invalid request body') ? [message] : [message, hint]).filter((part) => part !== '').join(': ');
  const remedy = signs.find(([sign]) => sign.test(detail))?.[1];
  const code = status === 403 ? 'FORBIDDEN' : status === 429 ? 'BUSY' : 'REFUSED';
  const text = `Pi-hole at ${base} refuses to ${what} (${status}${detail === '' ? '' : `, ${detail}`})`;
  return (status === 429 ? unreachable : refused)(
    code,
    text,
    remedy ?? byStatus[status] ?? 'Look at Settings › Local DNS records of that Pi-hole.',
  );
}
