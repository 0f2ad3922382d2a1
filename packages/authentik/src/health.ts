import { isRecord } from './answer.js';
import type { Client } from './client.js';
import type { OutpostRow } from './rows.js';

/** Why what was attached may not take effect yet, or null. What can't be read is no reason to worry. */
export async function health(api: Client, { pk, name }: OutpostRow): Promise<string | null> {
  let connected: unknown;
  try {
    connected = await api.get<unknown>(`outposts/instances/${pk}/health/`);
  } catch {
    return null;
  }
  if (!Array.isArray(connected)) return null;
  if (connected.length === 0) return `no outpost is connected as "${name}": it takes effect when one is`;
  const outdated = connected.filter(isRecord).find(({ version_outdated }) => version_outdated === true);
  return outdated
    ? `the outpost "${name}" runs ${String(outdated['version'])}, the server wants ${String(outdated['version_should'])}: update it`
    : null;
}
