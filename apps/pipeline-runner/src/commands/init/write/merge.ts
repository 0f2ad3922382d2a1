import { isRecord } from '@hl/core';

/** With the lines that are missing, at its end. */
export function withLines(there: string, wanted: readonly string[]): string {
  const has = new Set(there.split(/\r?\n/).map((line) => line.trim().replace(/^\//, '').replace(/\/$/, '')));
  const missing = wanted.filter((line) => !line.startsWith('#') && !has.has(line.replace(/\/$/, '')));
  if (missing.length === 0) return there;
  return `${there === '' || there.endsWith('\n') ? there : `${there}\n`}${missing.join('\n')}\n`;
}

/** With the keys and list entries that are missing; what is there stays. null: it is not plain JSON (comments), and cannot be added to without loss. */
export function withJson(there: string, wanted: Readonly<Record<string, unknown>>): string | null {
  try {
    const value: unknown = JSON.parse(there);
    if (!isRecord(value)) return null;
    const merged = merge(value, wanted);
    const [, indent = '  '] = /\n([ \t]+)/.exec(there) ?? [];
    return JSON.stringify(merged) === JSON.stringify(value) ? there : json(merged, indent);
  } catch {
    return null;
  }
}

export const json = (value: unknown, indent = '  '): string => `${JSON.stringify(value, null, indent)}\n`;

function merge(there: unknown, wanted: unknown): unknown {
  if (Array.isArray(there) && Array.isArray(wanted))
    return [...(there as unknown[]), ...(wanted as unknown[]).filter((one) => !there.includes(one))];
  if (!isRecord(there) || !isRecord(wanted)) return there;
  const added = Object.entries(wanted).map(([key, value]) => [key, key in there ? merge(there[key], value) : value]);
  return { ...there, ...Object.fromEntries(added) };
}
