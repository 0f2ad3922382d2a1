import type { Json } from '@hl/core';

/** What a compose file may interpolate: the declared secrets; `any` when an encrypted file brings names we cannot see. */
export interface Declared {
  readonly names: ReadonlySet<string>;
  readonly any: boolean;
}

const knows = ({ names, any }: Declared, name: string): boolean => any || names.has(name);

/** A literal for compose: every `$` doubled, except `${NAME}` of a declared secret. */
export const escapeLiteral = (text: string, declared: Declared): string =>
  text.includes('$')
    ? text.replace(/\$(?:\{([A-Za-z_]\w*)\}|\$)?/g, (match, name: string | undefined) =>
        name !== undefined && knows(declared, name) ? match : match.replaceAll('$', '$$$$'),
      )
    : text;

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
export function variablesIn(value: Json): Variable[] {
  const found: Variable[] = [];
  collect(value, [], found);
  return found;
}

/** @param path one list for all, which is copied where a variable stands */
function collect(value: Json, path: string[], found: Variable[]): void {
  if (typeof value === 'string') {
    if (value.includes('$')) found.push(...inText(value, [...path], null));
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      path.push(key);
      collect((value as { readonly [key: string]: Json })[key] as Json, path, found);
      path.pop();
    }
  }
}

/** Nobody nests them deeper, and a short file would fill the stack. */
const deepest = 50;

function inText(text: string, path: readonly string[], within: string | null, depth = 0): Variable[] {
  const found: Variable[] = [];
  interpolate(text, ({ name, sign, rest }) => {
    found.push({ name, required: sign === '?', default: sign === '-' ? rest : sign === '+' ? '' : null, path, within });
    if (sign !== '?' && depth < deepest) found.push(...inText(rest, path, name, depth + 1));
    return '';
  });
  return found;
}

/** Where a variable stands in a text. */
export interface Place {
  readonly name: string;
  /** What follows is a default (`-`), an alternative (`+`), why there must be a value (`?`), or nothing. */
  readonly sign: '' | '-' | '+' | '?';
  /** With a colon, an empty value counts as none. */
  readonly colon: boolean;
  /** What follows the sign, itself in compose's language. */
  readonly rest: string;
  /** All of it, as it is written. */
  readonly whole: string;
}

/** The text with something else in each variable's place, and in that of `$$`. What compose takes for no variable stays. */
export function interpolate(text: string, fill: (place: Place) => string, dollar = '$$'): string {
  const opening = /\$(?:\$|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(:?)([-?+]|(?=\})))/g;
  const ends = closings(text);
  let [result, done] = ['', 0];
  for (let match = opening.exec(text); match; match = opening.exec(text)) {
    const [opened, bare, braced, colon, sign = ''] = match;
    const from = opening.lastIndex;
    const end = braced === undefined ? from : ends.get(match.index + 1);
    if (end === undefined || (colon === ':' && sign === '')) continue;
    const whole = braced === undefined ? opened : text.slice(match.index, end + 1);
    const place = { name: bare ?? braced ?? '', sign: sign as Place['sign'], colon: colon === ':', rest: text.slice(from, end), whole };
    result += text.slice(done, match.index) + (place.name === '' ? dollar : fill(place));
    opening.lastIndex = done = match.index + whole.length;
  }
  return result + text.slice(done);
}

/** Where each brace that is opened closes, by where it is opened. */
function closings(text: string): ReadonlyMap<number, number> {
  const [found, open]: [Map<number, number>, number[]] = [new Map(), []];
  for (const { 0: brace, index } of text.matchAll(/[{}]/g)) {
    if (brace === '{') open.push(index);
    else found.set(open.pop() ?? -1, index);
  }
  return found;
}
