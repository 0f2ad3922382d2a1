/** A walk through `items` in which each one follows each one, itself too: every order of two, in as few steps as can be. */
export function eachOrder<T>(items: readonly T[]): T[] {
  const open = new Map(items.map((item) => [item, [...items]]));
  const walk: T[] = [];
  const visit = (item: T): void => {
    const next = open.get(item) ?? [];
    while (next.length > 0) visit(next.pop() as T);
    walk.push(item);
  };
  if (items.length > 0) visit(items[0] as T);
  return walk.reverse();
}
