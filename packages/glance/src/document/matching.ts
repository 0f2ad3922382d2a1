/** Glance's own slug of a page without one: `Two Words é` → `two-words-é`, `- Home -` → `home`. */
export const slugOf = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[\t\n\f\r ]+/g, '-')
    .replace(/^-+|-+$/g, '');

/** A name without case, emoji and punctuation: `🏠 Home` → `home`. Names of nothing else stay as they are. */
export const plain = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim() || name.trim();

/** The first of `all` that is called `wanted`: to the letter, else by its plain name. */
export function named<T>(all: readonly T[], wanted: string, namesOf: (one: T) => readonly string[]): T | undefined {
  return all.find((one) => namesOf(one).includes(wanted)) ?? all.find((one) => namesOf(one).some((name) => plain(name) === plain(wanted)));
}

/** What makes two addresses the same: `https://A.example.org` and `https://a.example.org/` are. */
export function urlKey(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url;
}
