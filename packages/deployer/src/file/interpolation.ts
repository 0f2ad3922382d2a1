/** What a compose file may interpolate: the declared secrets; `any` when an encrypted file brings names we cannot see. */
export interface Declared {
  readonly names: ReadonlySet<string>;
  readonly any: boolean;
}

const reference = /\$(?:\{([A-Za-z_]\w*)\}|([^]|$))/g;

/** A literal for compose: every `$` doubled, except `${NAME}` of a declared secret. */
export function escapeLiteral(text: string, declared: Declared): string {
  return text.replace(reference, (match, name: string | undefined, next: string | undefined) => {
    if (name !== undefined) return knows(declared, name) ? match : `$${match}`;
    return next === '$' ? '$$$$' : `$$${next ?? ''}`;
  });
}

/**
 * Text somebody wrote in compose's own language: `$$` and `${NAME:-default}` are left alone; a lone `$` that would
 * quietly eat the word behind it, and a `${NAME}` that nobody declared, are taken literally.
 */
export function escapeCompose(text: string, declared: Declared): string {
  return text.replace(/\$\$|\$\{[A-Za-z_]\w*(\}|[:?+-])|\$([A-Za-z_]\w*)?/g, (match, end: string | undefined, bare: string | undefined) => {
    if (match === '$$' || (end !== undefined && end !== '}')) return match;
    const name = end === '}' ? match.slice(2, -1) : bare;
    return name !== undefined && knows(declared, name) ? match : `$${match}`;
  });
}

const knows = ({ names, any }: Declared, name: string): boolean => any || names.has(name);
