import { posix } from 'node:path';
import { isRecord, type Json } from '@hl/core';
import type { JsonMap } from '../forms/json.js';
import { bytesOf, durations, secondsOf, sizes } from '../forms/quantities.js';

const numbers = new Set(['cpus', 'cpu_percent', 'count']);

/** What is said by its absence. */
const zeroes = /^(?:cpu|mem)|^(?:gw_priority|oom_score_adj|pids_limit|priority|shm_size)$/;

/** Absence means something else than `false` here. */
const whichever = new Set(['attach', 'enable_ipv6', 'init', 'required']);

/** A value without what says nothing (nothing, false, empty) and with scalars in one spelling; undefined when nothing is left. */
export function tidy(value: Json, key = ''): Json | undefined {
  if (value === null || (value === false && !whichever.has(key)) || value === '') return undefined;
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => tidy(item) ?? '');
    return items.length > 0 ? items : undefined;
  }
  if (isRecord(value)) {
    const entries = Object.entries(value as JsonMap)
      .filter(([name]) => !name.startsWith('x-'))
      .map(([name, item]): [string, Json | undefined] => [name, tidy(item, name)])
      .filter((entry): entry is [string, Json] => entry[1] !== undefined);
    return entries.length > 0 ? Object.fromEntries(entries) : undefined;
  }
  const text = scalar(value as string | number | boolean, key);
  return text === '0' && zeroes.test(key) ? undefined : text;
}

function scalar(value: string | number | boolean, key: string): string {
  const text = String(value);
  if (durations.has(key)) return String(secondsOf(text) ?? text);
  if (sizes.has(key)) return String(bytesOf(text) ?? text);
  if (key === 'count' && text === 'all') return '-1';
  return numbers.has(key) && text.trim() !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}

/** A path of the host as compose completes it; addresses, and what a variable decides, stay. */
export function pathIn(directory: string, path: string): string {
  if (/^[\w+.-]+:\/\/|^git@|^~|\$/.test(path)) return path;
  const whole = posix.isAbsolute(path) ? posix.normalize(path) : posix.join(directory, path);
  return whole.replace(/(?<=.)\/$/, '');
}
