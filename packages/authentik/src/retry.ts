import { HlError } from '@hl/core';
import { isRecord } from './http-errors.js';
import type { Client } from './client.js';

const attempts = 4;

/** Whether the world may have changed between our read and our write: then reading again decides what is left to do. */
export function raced(error: unknown): boolean {
  if (!(error instanceof HlError)) return false;
  if (error.code === 'HL_AUTHENTIK_CRASHED' || error.code === 'HL_AUTHENTIK_GONE') return true;
  const fields = error.code === 'HL_AUTHENTIK_INVALID' && isRecord(error.cause) ? (error.cause['fields'] as readonly string[]) : [];
  return fields.some((field) => /(^|\.)(name|slug|provider|providers|target|group)$/.test(field));
}

/** Runs `once`, which reads again when it is not the first attempt, until it is not overtaken by another writer. */
export async function untilSettled<T>(api: Client, once: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(attempt);
    } catch (error) {
      if (attempt === attempts || !raced(error)) throw error;
    }
    await api.backoff(attempt);
  }
}
