import { isRecord, type Fault } from '@hl/core';
import { embedded, type OutpostRow } from '../client/api-types.js';

/** Why what was attached may not take effect yet, one line each; `instances` as `outposts/instances/<pk>/health/` lists them. */
export function healthNotes({ name }: OutpostRow, instances: unknown): string[] {
  if (!Array.isArray(instances)) return [];
  if (instances.length === 0) return [`no outpost is connected as "${name}": it takes effect when one is`];
  const outdated = instances.filter(isRecord).find(({ version_outdated }) => version_outdated === true);
  if (!outdated) return [];
  return [`the outpost "${name}" runs ${String(outdated['version'])}, the server wants ${String(outdated['version_should'])}: update it`];
}

/** Where the embedded outpost sends browsers to log in, when that is another address than wanted. Of a standalone one its own environment decides. */
export function loginNotes({ name, managed, config }: OutpostRow, browserUrl: string): string[] {
  // the embedded one ignores `authentik_host_browser`
  const host = config?.authentik_host ?? '';
  if (managed !== embedded.mark || config === undefined || originOf(host) === originOf(browserUrl)) return [];
  const there = `browsers are sent to ${host === '' ? 'its own listen address' : host} to log in`;
  const remedy = `set authentik_host to ${browserUrl} (Applications › Outposts › ${name} › Edit › Advanced settings), or authentik.browser_url in hl.yml to where browsers reach Authentik`;
  return [
    `${host === '' ? 'its authentik_host is empty, so ' : ''}${there}${isInternal(host) ? ', which no browser reaches' : ''}: ${remedy}`,
  ];
}

/** A login that cannot work: only the server itself, or a container beside it, gets there. Applications that log in by OIDC do not need it. */
export const loginFaults = (outpost: OutpostRow, browserUrl: string): Fault[] =>
  isInternal(outpost.config?.authentik_host ?? '')
    ? loginNotes(outpost, browserUrl).map((note) => ({ message: `the outpost "${outpost.name}": ${note}`, sure: false }))
    : [];

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

/** Loopback, no address, or a name without a dot, as containers have. */
function isInternal(url: string): boolean {
  if (!URL.canParse(url)) return true;
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  return /^(?:127\.|0\.0\.0\.0$|::1?$|localhost$)/.test(host) || !/[.:]/.test(host);
}
