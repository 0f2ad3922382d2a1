/** What Glance replaces in the raw text, before YAML and comments included; a backslash in front makes it literal. */
const placeholder = /\\?\$\{(?:[a-zA-Z]+:)?[a-zA-Z0-9_-]+\}/g;

export interface Masked {
  /** As long as the original, so that every offset holds; a YAML parser takes it. */
  readonly text: string;
  /** A value of the masked text as it was written; `\${X}` reads `${X}`. */
  unmask(value: string): string;
}

/** Covers `${X}` and `\${X}`, which are legal to Glance but not everywhere to a YAML parser, with private-use characters. */
export function mask(text: string): Masked {
  const cover = new Map<string, string>();
  let next = 0xe000;
  const free = (): string => {
    while (text.includes(String.fromCharCode(next))) next += 1;
    return String.fromCharCode(next++);
  };
  const masked = text.replace(placeholder, (found) => {
    if (!cover.has(found)) cover.set(found, free());
    return (cover.get(found) as string).repeat(found.length);
  });
  const reveal = [...cover].map(([found, char]) => [char.repeat(found.length), found.replace(/^\\/, '')] as const);
  return { text: masked, unmask: (value) => reveal.reduce((all, [covered, found]) => all.replaceAll(covered, () => found), value) };
}

export const hasVariable = (text: string): boolean => /(?<!\\)\$\{(?:[a-zA-Z]+:)?[a-zA-Z0-9_-]+\}/.test(text);

/** A literal text as it must stand in the file so that Glance leaves it alone. */
export const escapePlaceholders = (text: string): string => text.replace(/\$\{(?:[a-zA-Z]+:)?[a-zA-Z0-9_-]+\}/g, '\\$&');
