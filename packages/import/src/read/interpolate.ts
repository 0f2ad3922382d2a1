/** What a variable of a compose file stands for: a text, a secret by the name it has here, or nothing that is known. */
export type Value = { readonly text: string } | { readonly secret: string } | null;

const opening = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*))/g;

/**
 * A text of a compose file with its variables put in place as compose does; secrets stay `${NAME}`, and `$$` stays doubled.
 *
 * Source: https://docs.docker.com/reference/compose-file/interpolation/
 *
 * @param missing what stands for a variable without value and default
 */
export function interpolate(text: string, lookup: (name: string) => Value, missing: (name: string) => string): string {
  let result = '';
  let at = 0;
  for (opening.lastIndex = 0; ;) {
    const found = opening.exec(text);
    if (!found) return result + text.slice(at);
    const [whole, dollar, bare, braced] = found;
    result += text.slice(at, found.index);
    at = found.index + whole.length;
    if (dollar !== undefined) result += '$$';
    else if (bare !== undefined) result += shown(bare, lookup(bare), missing);
    else {
      const end = closing(text, at);
      const rest = text.slice(at, end);
      const inner = (): string => interpolate(rest.replace(/^:?[-?+]/, ''), lookup, missing);
      const value = lookup(braced as string);
      const empty = value === null || (rest.startsWith(':') && 'text' in value && value.text === '');
      const sign = /^:?([-+])/.exec(rest)?.[1];
      if (sign === '+') result += empty ? '' : inner();
      else result += sign === '-' && empty ? inner() : shown(braced as string, value, missing);
      at = end + 1;
    }
    opening.lastIndex = at;
  }
}

function shown(name: string, value: Value, missing: (name: string) => string): string {
  if (value === null) return missing(name);
  return 'secret' in value ? `\${${value.secret}}` : value.text.replaceAll('$', '$$$$');
}

/** Where the brace that was opened before `from` is closed; defaults may hold variables of their own. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text.startsWith('${', at)) depth += 1;
    else if (text[at] === '}' && --depth === 0) return at;
  }
  return text.length;
}

/** Whether anything is put in place in a text of compose's language. */
export const hasVariable = (text: string): boolean => /(^|[^$])(\$\$)*\$\{/.test(text);

/** Whether a text has `$${NAME}` in it: the very text `${NAME}`, which has no spelling where that is a secret. */
export const hasEscaped = (text: string): boolean => /(^|[^$])(\$\$)+\{/.test(text);

/** A text of compose's language as one that is taken literally. */
export const literal = (text: string): string => text.replaceAll('$$', '$');
