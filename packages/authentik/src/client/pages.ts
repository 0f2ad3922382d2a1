export interface Page<T> {
  readonly rows: readonly T[];
  /** Number of the page after this one; 0: none. */
  readonly next: number;
  /** How many pages there are; 0 when it does not tell. */
  readonly total: number;
}

/** Far more than any server holds: a list that still names a next page never ends. */
export const maxPages = 100;

/** All rows of a list. The first page tells how many there are: the others are asked for at the same time. */
export async function allPages<T>(read: (number: number) => Promise<Page<T>>): Promise<T[]> {
  const first = await read(1);
  const known = first.next > 1 ? Math.min(first.total, maxPages) : 1;
  const pages = [first, ...(await Promise.all(Array.from({ length: Math.max(0, known - 1) }, (_, index) => read(index + 2))))];
  // what came meanwhile, and servers that do not tell how many
  for (let last = pages.at(-1); last !== undefined && last.next > pages.length;) pages.push((last = await read(last.next)));
  return pages.flatMap(({ rows }) => rows);
}
