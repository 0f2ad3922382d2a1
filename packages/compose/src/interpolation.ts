import type { Json } from '@hl/core';

/** What a compose file may interpolate: the declared secrets; `any` when an encrypted file brings names we cannot see. */
export interface Declared {
  readonly names: ReadonlySet<string>;
  readonly any: boolean;
}

const knows = ({ names, any }: Declared, name: string): boolean => any || names.has(name);

/** A literal for compose: every `$` doubled, except `${NAME}` of a declared secret. */
export const escapeLiteral = (text: string, declared: Declared): string =>
  text.replace(/\$(?:\{([A-Za-z_]\w*)\}|\$)?/g, (match, name: string | undefined) =>
    name !== undefined && knows(declared, name) ? match : match.replaceAll('$', '$$$$'),
  );

/**
 * Text somebody wrote in compose's own language: `$$` and `${NAME:-default}` are left alone; a lone `$` that would
 * quietly eat the word behind it, and a `${NAME}` that nobody declared, are taken literally.
 */
export const escapeCompose = (text: string, declared: Declared): string =>
  text.replace(/\$\$|\$\{[A-Za-z_]\w*(\}|[:?+-])|\$([A-Za-z_]\w*)?/g, (match, end: string | undefined, bare: string | undefined) => {
    if (match === '$$' || (end !== undefined && end !== '}')) return match;
    const name = end === '}' ? match.slice(2, -1) : bare;
    return name !== undefined && knows(declared, name) ? match : `$${match}`;
  });

/** A variable that a text in compose's language names. */
export interface Variable {
  readonly name: string;
  /** Compose refuses to go on without it: `${NAME:?why}`. */
  readonly required: boolean;
  /** The text, in compose's language, that is used without it; null: there is none, and compose only warns. */
  readonly default: string | null;
  /** Keys and indices to where it stands. */
  readonly path: readonly string[];
  /** The variable in whose default or alternative it stands, so that it may not matter: A of `${A:-$B}` for B. */
  readonly within: string | null;
}

/** Every variable in every text of a value, those in defaults and alternatives included. Keys of maps are no templates. */
export function variablesIn(value: Json, path: readonly string[] = []): Variable[] {
  if (typeof value === 'string') return inText(value, path, null);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]: [string, Json]) => variablesIn(item, [...path, key]));
}

function inText(text: string, path: readonly string[], within: string | null): Variable[] {
  const found: Variable[] = [];
  const opening = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(?::?([-?+]))?)/g;
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const [, bare, braced, sign] = match;
    const name = bare ?? braced;
    if (name === undefined) continue;
    const rest = sign === undefined ? '' : text.slice(opening.lastIndex, closing(text, opening.lastIndex));
    found.push({ name, required: sign === '?', default: sign === '-' ? rest : sign === '+' ? '' : null, path, within });
    found.push(...(sign === '?' ? [] : inText(rest, path, name)));
    opening.lastIndex += rest.length;
  }
  return found;
}

/** Where the brace that was opened before `from` closes. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}' && (depth -= 1) === 0) return at;
  }
  return text.length;
}
