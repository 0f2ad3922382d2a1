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
