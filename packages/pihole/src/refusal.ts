import { HlError } from '@hl/core';
import type { Answer } from './transport.js';

/** The `error` object of an answer. Shape: `{ key: 'bad_request', message: 'Invalid value', hint: 'dns.hosts[3]: …' | null }` */
export function errorOf({ json }: Answer): { key: string; message: string; hint: string } | null {
  const { error } = json as { error?: { key?: unknown; message?: unknown; hint?: unknown } };
  return typeof error === 'object' && error !== null
    ? { key: text(error.key), message: text(error.message), hint: text(error.hint) }
    : null;
}

const text = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value);

const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /app_sudo|app session/i,
    "Let app passwords write: pihole-FTL --config webserver.api.app_sudo true (or Settings › All settings), or use Pi-hole's main password.",
  ],
  [/CLI session/i, "Use Pi-hole's main password, or an app password with webserver.api.app_sudo = true, instead of the CLI password."],
  [
    /environment variables/i,
    'Remove FTLCONF_dns_hosts and FTLCONF_dns_cnameRecords from the environment of the Pi-hole container, then recreate it.',
  ],
  [/read-only mode/i, 'Set misc.readOnly = false in pihole.toml there.'],
];

/** An answer that says no, in Pi-hole's own words, with the remedy where one is known. */
export function refusal(base: string, what: string, answer: Answer): HlError {
  const said = errorOf(answer);
  const { status } = answer;
  // The hint of a JSON error is the rest of the request's body: not to be shown.
  const detail =
    said && !said.message.startsWith('Invalid request body')
      ? [said.message, said.hint].filter((part) => part !== '').join(': ')
      : (said?.message ?? '');
  const remedy = remedies.find(([pattern]) => pattern.test(detail))?.[1];
  const code = status === 403 ? 'HL_PIHOLE_FORBIDDEN' : status === 429 ? 'HL_PIHOLE_BUSY' : 'HL_PIHOLE_REFUSED';
  return new HlError(code, `Pi-hole at ${base} refuses to ${what} (${status}${detail === '' ? '' : `, ${detail}`})`, {
    kind: status === 429 ? 'unreachable' : 'refused',
    hint:
      remedy ??
      (status === 404
        ? 'Look whether this is Pi-hole v6 and whether the URL is right.'
        : status === 401
          ? 'Something keeps ending sessions there (Settings › Web interface / API): run it again when that has stopped.'
          : 'Look at Settings › Local DNS records of that Pi-hole.'),
  });
}
