/** The same JSON, in which no text is longer than `most`; a text that was cut says so. */
export function bounded<T>(value: T, most: number): T {
  if (typeof value === 'string') return (value.length > most ? `${cut(value, most)}… (${value.length - most} more)` : value) as T;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: unknown) => bounded(item, most)) as T;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [bounded(key, most), bounded(field, most)])) as T;
}

/** Not in the middle of a pair. */
const cut = (text: string, most: number): string => text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
