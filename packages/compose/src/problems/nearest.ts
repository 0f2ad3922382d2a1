/** Of `names` the one that `word` was most likely meant to be, or undefined when none is near. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  const given = word.toLowerCase();
  const limit = Math.max(1, Math.floor(word.length / 3));
  const [best] = [...names]
    // A word left out is nearer than it counts: `restart` for `restart_policy`, `env` for `environment`.
    .map((name) => ({ name, far: edits(given, name.toLowerCase(), limit), short: word.length >= 3 && name.startsWith(given) }))
    .filter(({ far, short }) => far <= limit || short)
    .sort((a, b) => Math.min(a.far, limit + 1) - Math.min(b.far, limit + 1));
  return best?.name;
}

/** Insertions, deletions, replacements and swaps of neighbours from `a` to `b`; infinite when there are more than `limit` for certain. */
function edits(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return Number.POSITIVE_INFINITY;
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (i: number, j: number): number => rows[i]?.[j] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const replaced = at(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
      rows[i]?.push(Math.min(at(i - 1, j) + 1, at(i, j - 1) + 1, replaced, swapped ? at(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY));
    }
  }
  return at(a.length, b.length);
}

export const didYouMean = (word: string, names: Iterable<string>): string | undefined => {
  const name = nearest(word, names);
  return name === undefined ? undefined : `Did you mean ${name}?`;
};
