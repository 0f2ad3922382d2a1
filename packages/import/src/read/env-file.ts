import { parseEnv } from 'node:util';
import { interpolate, literal } from './interpolate.js';

/** Variables of a `.env`, their own variables put in place where it is not single-quoted. */
export function readEnv(text: string): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value = ''] of Object.entries(parseEnv(text))) {
    const quoted = new RegExp(`^\\s*(?:export\\s+)?${name}\\s*=\\s*'`, 'm').test(text);
    const known = (other: string) => ({ text: result[other] ?? '' });
    result[name] = quoted ? value : literal(interpolate(value, known, () => ''));
  }
  return result;
}
