import { adguardEmulator } from '@hl/lab/adguard';
import type { AdguardEmulator, AdguardEmulatorOptions } from '@hl/lab/adguard';

export const user = { name: 'admin', password: 'correct horse' };
export const basic = (password = user.password): Record<string, string> => ({
  authorization: `Basic ${Buffer.from(`${user.name}:${password}`).toString('base64')}`,
});

export type Ask = (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<[number, unknown]>;

/** Asks with these headers; JSON is sent and understood as such, without the newline that ends a text. */
export const asking =
  (lab: AdguardEmulator, always: Record<string, string> = {}): Ask =>
  async (method, path, body, headers = {}) => {
    const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    const init = { method, headers: { ...json, ...always, ...headers }, redirect: 'manual' as const };
    const answer = await lab.fetch(`${lab.url}${path}`, { ...init, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    return [answer.status, answer.headers.get('content-type')?.startsWith('application/json') ? JSON.parse(text) : text.trim()];
  };

export async function withLab(options: AdguardEmulatorOptions, body: (lab: AdguardEmulator, ask: Ask) => Promise<void>): Promise<void> {
  await using lab = await adguardEmulator(options);
  await body(lab, asking(lab));
}
