import type { Fault } from '@hl/core';
import { embeddedMark } from './api-types.js';
import type { OutpostRow } from './api-types.js';
import type { Client } from './client.js';
import { isRecord } from './http-errors.js';

/** Why what was attached may not take effect yet, or not as expected, one line each. */
export async function outpostNotes(api: Client, outpost: OutpostRow, browserUrl: string): Promise<string[]> {
  const sentTo = elsewhere(outpost, browserUrl);
  const login = sentTo === null ? [] : [`${atLogin(sentTo)}: ${remedy(outpost, browserUrl)}`];
  return [...(await health(api, outpost)), ...login];
}

/** What can't be read is no reason to worry. */
async function health(api: Client, { pk, name }: OutpostRow): Promise<string[]> {
  const connected = await api.get<unknown>(`outposts/instances/${pk}/health/`).catch(() => null);
  if (!Array.isArray(connected)) return [];
  if (connected.length === 0) return [`no outpost is connected as "${name}": it takes effect when one is`];
  const outdated = connected.filter(isRecord).find(({ version_outdated }) => version_outdated === true);
  if (!outdated) return [];
  return [`the outpost "${name}" runs ${String(outdated['version'])}, the server wants ${String(outdated['version_should'])}: update it`];
}

/**
 * A login that cannot work: the embedded outpost sends browsers to where only the server itself, or a container beside it, gets.
 * Of a standalone outpost its own environment decides, which nobody can ask for. Applications that log in by OIDC do not need it.
 */
export function brokenLogin(outpost: OutpostRow, browserUrl: string): Fault[] {
  const sentTo = elsewhere(outpost, browserUrl);
  if (sentTo === null || !(sentTo === '' || isInternal(sentTo))) return [];
  const message = `the outpost "${outpost.name}": ${atLogin(sentTo)}, which no browser reaches: ${remedy(outpost, browserUrl)}`;
  return [{ message, sure: false }];
}

/** `authentik_host` of the embedded outpost when it is another address than browsers are to be sent to; it ignores `authentik_host_browser`. */
function elsewhere({ managed, config }: OutpostRow, browserUrl: string): string | null {
  if (managed !== embeddedMark || config === undefined) return null;
  const host = config.authentik_host ?? '';
  return originOf(host) === originOf(browserUrl) && host !== '' ? null : host;
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

const atLogin = (sentTo: string): string =>
  sentTo === ''
    ? 'its authentik_host is empty, so browsers are sent to its own listen address to log in'
    : `browsers are sent to ${sentTo} to log in`;

const remedy = ({ name }: OutpostRow, browserUrl: string): string =>
  `set authentik_host to ${browserUrl} (Applications › Outposts › ${name} › Edit › Advanced settings), or authentik.browser_url in hl.yml to where browsers reach Authentik`;

/** Loopback, no address, or a name without a dot, as containers have. */
function isInternal(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return /^(?:127\.|0\.0\.0\.0$|::1?$|localhost$)/.test(host) || !/[.:]/.test(host);
}
