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
  /** Compose refuses to go on without it: `${NAME:?…}`. */
  readonly required: boolean;
  /** What is used without it; null: nothing but empty text. */
  readonly default: string | null;
  /** Keys and indices to where it stands. */
  readonly path: readonly string[];
}

/** Every variable in every text of a value. */
export function variablesIn(value: Json, path: readonly string[] = []): Variable[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, item]) => variablesIn(item as Json, [...path, key]));
  if (typeof value !== 'string') return [];
  return [...value.matchAll(/\$(?:\$|\{([A-Za-z_]\w*)(?::?([-?+])([^}]*))?\}|([A-Za-z_]\w*))/g)].flatMap(
    ([, braced, sign, rest = '', bare]) => {
      const name = braced ?? bare;
      return name === undefined ? [] : [{ name, required: sign === '?', default: sign === '-' ? rest : sign === '+' ? '' : null, path }];
    },
  );
}
