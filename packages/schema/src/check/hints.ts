import { isRecord } from '@hl/core';
import { show } from './show.js';

export interface Node {
  readonly required?: readonly string[];
  readonly properties?: { readonly [name: string]: Node };
  readonly examples?: readonly unknown[];
  readonly description?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** What to write where a value of another type stands. */
export function typeHint(types: readonly string[], data: unknown, path: readonly string[], { required = [], pattern }: Node): string {
  const name = String(path.at(-1) ?? 'the file');
  const [, outside, inside] = (name === 'port' && /^(\d+):(\d+)$/.exec(String(data))) || [];
  if (inside !== undefined) return `Write port: ${outside} and container_port: ${inside}.`;
  if (path.join('.') === 'deployment.dns' && isRecord(data))
    return 'Move it to the top of the file: here are the name servers of the container.';
  if (name === 'restart' && data === false) return "Write restart: 'no'.";
  const [entry, ...more] = isRecord(data) ? Object.entries(data) : [];
  if (/^(environment|labels)$/.test(path.at(-2) ?? '') && /^\d+$/.test(name) && entry && more.length === 0)
    return `Write - ${entry[0]}=${String(entry[1])}; or all of them as a mapping, without dashes.`;
  const [, number, unit] = /^(\d+)\s*([a-z]+)?$/.exec(typeof data === 'string' ? data : '') ?? [];
  if (/(^|_)status(_codes)?$/.test(name) && number !== undefined && unit !== undefined) return 'Write the numbers: [200, 302].';
  if (types.includes('integer') && number !== undefined)
    return unit === undefined ? `Write ${number} without quotes.` : `Write ${number}, without a unit.`;
  if (
    types.includes('string') &&
    typeof data === 'number' &&
    (pattern?.includes('[smhd]') || /_period$|_interval$|^interval$|^timeout$/.test(name))
  )
    return `Write ${data}s.`;
  if (types.includes('integer') && typeof data === 'number') return 'Write a whole number.';
  if (types.includes('boolean')) {
    const meant = /^(true|yes|on|y|1)$/i.test(String(data))
      ? 'true'
      : /^(false|no|off|n|0)$/i.test(String(data))
        ? 'false'
        : 'true or false';
    return `Write ${meant}${String(data).toLowerCase() === meant ? ' without quotes' : ''}.`;
  }
  const [, variable, value] = (/^(environment|labels)$/.test(name) && /^([\w.-]+)=(.*)$/.exec(String(data))) || [];
  if (variable !== undefined) return `Write ${variable}: ${value}`;
  if (types.includes('string') && (typeof data === 'number' || typeof data === 'boolean')) return `Put it in quotes: '${String(data)}'.`;
  if (types.includes('array')) return `Write a list: ${typeof data === 'object' ? listOf(data) : `[${show(data)}]`}.`;
  if (types.includes('object')) {
    if (data === true) return `Write ${name}: { … } with what differs from the defaults, or ${name}: {}.`;
    if (required.length === 1 && typeof data === 'string') return `Write { ${required[0]}: ${show(data)} }.`;
    if (Array.isArray(data)) return 'Write a mapping, key: value without dashes, one a line.';
    return 'Write a mapping: key: value, one a line, indented below.';
  }
  return `Write ${types.map((type) => (type === 'string' ? 'a text' : type === 'integer' ? 'a whole number' : `a ${type}`)).join(' or ')}.`;
}

/** A mapping whose entries would be those of a list. */
function listOf(data: object | null): string {
  const [[key, value] = []] = Object.entries(data ?? {});
  return key !== undefined && /^(string|number)$/.test(typeof value) ? `- ${key}:${String(value)}` : '- …';
}

/** What to write where a number is too small or too large. */
export const rangeHint = ({ minimum, maximum }: Node): string | undefined =>
  minimum === undefined || maximum === undefined ? undefined : `Write a number from ${minimum} to ${maximum}.`;

/** What to write where a text has another form. */
export function patternHint(pattern: string, data: string, schema: Node, path: readonly string[]): string {
  if (pattern === '^[a-z0-9][a-z0-9-]*$') {
    const plain = data.normalize('NFKD').toLowerCase();
    const slug = plain.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
    return slug === '' ? 'Use lower-case letters, digits and dashes.' : `Write ${slug}: lower-case letters, digits and dashes.`;
  }
  if (pattern.startsWith('^/[^')) {
    const bare = data.replace(/^[a-z]+:\/\/[^/]*/i, '').replace(/^\/*/, '/');
    return new RegExp(pattern).test(bare)
      ? `Write ${bare}: the path alone, beginning with /.`
      : `A path begins with / and has no blank and no #.`;
  }
  const [, variable, value] = /^([A-Za-z_][\w.-]*)\s*=\s*(.*)$/.exec(data) ?? [];
  if (path.at(-2) === 'environment' && variable !== undefined) return `Write ${variable}=${value}, without blanks around the =.`;
  const example = exampleOf(schema);
  return example ? `For example: ${example}.` : schema.description || 'Remove the characters that do not belong.';
}

export function exampleOf({ examples: [example] = [] }: Node): string | undefined {
  return typeof example === 'string' || typeof example === 'number' ? String(example) : undefined;
}
