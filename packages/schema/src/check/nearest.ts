/** Of `names` the one that `word` was most likely meant to be, or undefined when none is near. */
export function nearest(word: string, names: Iterable<string>): string | undefined {
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const name of names) {
    // A word left out is nearer than it counts: `restart` for `restart_policy`, `env` for `environment`.
    if (least > limit && word.length >= 3 && name.startsWith(word.toLowerCase())) best ??= name;
    const distance = edits(word.toLowerCase(), name.toLowerCase(), least);
    if (distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** Insertions, deletions, replacements and swaps of neighbours from `a` to `b`; `enough` when it is that many or more. */
function edits(a: string, b: string, enough: number): number {
  if (Math.abs(a.length - b.length) >= enough) return enough;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (above[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (above[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    [before, above] = [above, row];
  }
  return Math.min(above[b.length] ?? enough, enough);
}

export const didYouMean = (word: string, names: Iterable<string>): string | undefined => {
  const name = nearest(word, names);
  return name === undefined ? undefined : `Did you mean ${name}?`;
};
