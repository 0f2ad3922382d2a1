/** Paths that changed, in git's order. */
export interface Changed {
  /** The first that is one of these or lies in one of them, or null. */
  firstWithin(roots: readonly string[]): string | null;
}

/** They are sorted out by folder when somebody asks first: thousands of services may be asked about thousands of changes. */
export function changedPaths(paths: readonly string[]): Changed {
  let first: ReadonlyMap<string, number> | undefined;
  return {
    firstWithin(roots) {
      first ??= firstBelow(paths);
      const found = roots.flatMap((root) => first?.get(root) ?? []);
      return found.length === 0 ? null : (paths[Math.min(...found)] ?? null);
    },
  };
}

/** Of each path, and each folder above one: where the first stands that lies there. */
function firstBelow(paths: readonly string[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [index, path] of paths.entries()) {
    for (let end = path.length; end > 0; end = path.lastIndexOf('/', end - 1)) {
      const place = path.slice(0, end);
      if (found.has(place)) break;
      found.set(place, index);
    }
  }
  return found;
}
