import { interpolate as fillIn } from '@hl/compose';

/** What a variable of a compose file stands for: a text, a secret by the name it has here, or nothing that is known. */
export type Value = { readonly text: string } | { readonly secret: string } | null;

/**
 * A text of compose's language with its variables put in place as compose does; secrets stay `${NAME}`, and `$$` stays doubled.
 *
 * @param missing what stands for a variable without value and default
 */
export const interpolate = (text: string, lookup: (name: string) => Value, missing: (name: string) => string): string =>
  fillIn(text, ({ name, sign, colon, rest }) => {
    const value = lookup(name);
    const empty = value === null || (colon && 'text' in value && value.text === '');
    if (sign === '+' ? !empty : sign === '-' && empty) return interpolate(rest, lookup, missing);
    if (sign === '+') return '';
    if (value === null) return missing(name);
    return 'secret' in value ? `\${${value.secret}}` : value.text.replaceAll('$', '$$$$');
  });

/** Whether anything is put in place in a text of compose's language. */
export const hasVariable = (text: string): boolean => /(^|[^$])(\$\$)*\$\{/.test(text);

/** Whether a text has `$${NAME}` in it: the very text `${NAME}`, which has no spelling where that is a secret. */
export const hasEscaped = (text: string): boolean => /(^|[^$])(\$\$)+\{/.test(text);

/** A text of compose's language as one that is taken literally. */
export const literal = (text: string): string => text.replaceAll('$$', '$');
