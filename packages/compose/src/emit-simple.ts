import { isRecord, type Json } from '@hl/core';
import type { JsonMap } from './forms/json.js';
import { overrideTag, resetTag } from './merge/markers.js';

const markers = new Set([resetTag, overrideTag]);
/** Printable, and in one line however long: what needs no thought inside double quotes. */
const printable = /^[\x20-\x7e]*$/;

/**
 * The same text as the library writes, where a file is as most are: maps and lists of words, numbers and truths; null where anything else is in
 * it. A plan of thousands of services renders each, and the library takes ten times as long.
 *
 * @param plain for every reader without quotes
 * @param quoted under `environment` and `labels` every text is quoted
 */
export function emitSimple(map: JsonMap, plain: RegExp, indent = '', quoted = false): string | null {
  let text = '';
  for (const key in map) {
    const value = map[key];
    if (key.length > 100 || !printable.test(key) || value === undefined || markers.has(key)) return null;
    const [name, below] = [scalar(key, plain, false), quoted || key === 'environment' || key === 'labels'];
    const written = Array.isArray(value)
      ? list(value, plain, indent, below)
      : isRecord(value)
        ? nested(value, plain, indent, below)
        : scalar(value, plain, below);
    if (name === null || written === null) return null;
    text += `${indent}${name}:${written.startsWith('\n') ? '' : ' '}${written}${written.startsWith('\n') ? '' : '\n'}`;
  }
  return text;
}

function nested(value: JsonMap, plain: RegExp, indent: string, quoted: boolean): string | null {
  const text = emitSimple(value, plain, `${indent}  `, quoted);
  return text === null || text === '' ? null : `\n${text}`;
}

function list(items: readonly Json[], plain: RegExp, indent: string, quoted: boolean): string | null {
  if (items.length === 0) return null;
  let text = '\n';
  for (const item of items) {
    const written = scalar(item, plain, quoted);
    if (written === null) return null;
    text += `${indent}  - ${written}\n`;
  }
  return text;
}

function scalar(value: Json, plain: RegExp, quoted: boolean): string | null {
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) return Object.is(value, -0) ? null : String(value);
  if (typeof value !== 'string' || !printable.test(value)) return null;
  return !quoted && plain.test(value) ? value : JSON.stringify(value);
}
