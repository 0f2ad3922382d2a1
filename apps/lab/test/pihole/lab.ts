import { setTimeout as sleep } from 'node:timers/promises';
import { piholeEmulator } from '@hl/lab/pihole';
import type { PiholeEmulator, PiholeEmulatorOptions } from '@hl/lab/pihole';

export const password = 'secret';

export interface Client {
  readonly lab: PiholeEmulator;
  readonly sid: string;
  /** Status and body without `took`, or with `text` when it is not JSON. */
  ask(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<[number, unknown]>;
}

/** Asks without a session; over a socket with the built-in `fetch`. */
export async function raw(
  lab: PiholeEmulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  fetch: typeof globalThis.fetch = lab.fetch,
): Promise<[number, unknown]> {
  const answer = await fetch(`${lab.url}${path}`, {
    method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.headers.get('content-type')?.startsWith('application/json')) return [answer.status, text];
  const { took, ...rest } = JSON.parse(text) as { took: unknown };
  expect(typeof took).toBe('number');
  return [answer.status, rest];
}

/** A Pi-hole and a session on it, if the password allows one. */
export async function withLab(options: PiholeEmulatorOptions, body: (client: Client) => Promise<void>, given = password): Promise<void> {
  await using lab = await piholeEmulator({ password, writeMs: 1, loginMs: 0, restartMs: 15, ...options });
  const [, login] = await raw(lab, 'POST', '/api/auth', { password: given });
  const sid = (login as { session?: { sid?: string | null } }).session?.sid ?? '';
  await body({ lab, sid, ask: (method, path, sent, headers) => raw(lab, method, path, sent, { 'x-ftl-sid': sid, ...headers }) });
}

export const error = (key: string, message: string, hint: string | null = null): unknown => ({ error: { key, message, hint } });
export const bad = (message: string, hint: string | null = null): unknown => error('bad_request', message, hint);
export const hosts = (line: string): string => `/api/config/dns/hosts/${encodeURIComponent(line)}`;
export const session = (message: string): unknown => ({ session: { valid: false, totp: false, sid: null, validity: -1, message } });

export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(2);
}

/** Waits until it has restarted once, and is back. */
export const restarted = (lab: PiholeEmulator): Promise<void> =>
  until(async () => lab.restarts === 1 && (await raw(lab, 'GET', '/api/info/login').catch(() => [0]))[0] === 200);

/** A clock that stands still until it is set on. */
export function clock(): { now: () => number; pass: (ms: number) => void } {
  let now = 1_700_000_000_000;
  return { now: () => now, pass: (ms) => void (now += ms) };
}
