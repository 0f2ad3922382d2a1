import { escapePlaceholders } from './mask.js';

const word = /^(?:[A-Za-z][\w.,/()&+' -]*|(?:https?:\/\/|[a-z]+:)[\w.:/~%?&=+@-]+|\d+[smhd])$/;
const reserved = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i;

/** A value on one line of YAML: plain where every YAML version reads it as this very text, else quoted. */
export function scalar(value: string | number | boolean | readonly number[]): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  if (typeof value !== 'string') return String(value);
  const literal = escapePlaceholders(value);
  if (literal !== value) return `'${literal.replaceAll("'", "''")}'`; // `\$` is no escape to YAML's double quotes
  if (word.test(value) && !reserved.test(value) && !/[ :]$/.test(value)) return value;
  return JSON.stringify(value);
}

/** The same inside brackets, where Glance's parser ends a plain text at `?` too. */
export function flowScalar(value: string | number | boolean | readonly number[]): string {
  const text = scalar(value);
  return text === value && !/^[\w .-]+$/.test(value) ? JSON.stringify(value) : text;
}

/** One line, single blanks, no control characters: what can stand in such a scalar. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('\uFEFF', '')
    .trim();
