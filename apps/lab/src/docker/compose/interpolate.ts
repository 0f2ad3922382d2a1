import { interpolate as fillIn } from '@hl/compose';

/** A variable that was named but is not set; compose warns and goes on with a blank. */
export type OnUnset = (name: string) => void;

/**
 * Compose's interpolation: `$$`, `$NAME`, `${NAME}`, `${NAME:-default}` and its kin.
 *
 * @throws Error for `${NAME:?text}` of a missing variable, and for a `${` that is none
 */
export function interpolate(text: string, variables: Readonly<Record<string, string | undefined>>, onUnset: OnUnset): string {
  const [bad] = /\$\{[^}]*\}?/.exec(fillIn(text, () => '', '')) ?? [];
  if (bad !== undefined) throw new Error(`invalid interpolation format for "${bad}".\nYou may need to escape any $ with another $.`);
  return fillIn(
    text,
    ({ name, sign, colon, rest }) => {
      const value = variables[name];
      const there = value !== undefined && !(colon && value === '');
      if (sign === '-') return there ? value : interpolate(rest, variables, onUnset);
      if (sign === '+') return there ? interpolate(rest, variables, onUnset) : '';
      if (sign === '?' && !there) throw new Error(`required variable ${name} is missing a value: ${rest}`);
      if (value === undefined) onUnset(name);
      return value ?? '';
    },
    '$',
  );
}

/** An env file as compose's dotenv parser reads it. */
export function parseDotenv(text: string, outer: Readonly<Record<string, string | undefined>> = {}): Record<string, string> {
  const result: Record<string, string> = {};
  const pattern = /^[ \t]*(?:export[ \t]+)?([A-Za-z_][\w.-]*)[ \t]*[=:][ \t]*(?:"((?:[^"\\]|\\[^])*)"|'((?:[^'\\]|\\[^])*)'|([^\n]*))/gm;
  for (const [, name = '', double, single, bare = ''] of text.matchAll(pattern)) {
    const variables = { ...result, ...outer };
    if (double !== undefined) result[name] = unescape(double, variables);
    else if (single !== undefined) result[name] = single;
    else result[name] = interpolate(bare.replace(/[ \t]+#.*$/, '').trim(), variables, () => {});
  }
  return result;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

const unescape = (text: string, variables: Readonly<Record<string, string | undefined>>): string =>
  text
    .split(/(\\[^])/)
    .map((part) =>
      part.startsWith('\\') && part.length === 2 ? (escapes[part.charAt(1)] ?? part.charAt(1)) : interpolate(part, variables, () => {}),
    )
    .join('');
