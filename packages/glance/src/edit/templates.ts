import { mark } from '../document/mark.js';
import { escapeVariables } from '../document/mask.js';

export type Scalar = string | number | boolean | readonly number[];

/** A YAML mapping to be written: keys in order, each with a scalar or a list of mappings; what is null is left out. */
export interface Template {
  readonly fields: readonly (readonly [key: string, value: Scalar | readonly Template[] | null])[];
  /** Its lines as they stand elsewhere, without dash and indentation, with all that its owner put into it: taken instead, but not in brackets. */
  readonly verbatim?: readonly string[] | null;
}

const isList = (value: Scalar | readonly Template[]): value is readonly Template[] => Array.isArray(value) && typeof value[0] === 'object';

/** The mapping's lines, without the dash; `step` is how far a list's dashes stand in from their key. The mark ends the first line. */
function block({ fields, verbatim }: Template, step: number): readonly string[] {
  return (
    verbatim ??
    fields.flatMap(([key, value], index) => {
      const comment = index === 0 ? ` ${mark}` : '';
      if (value === null) return [];
      return isList(value) ? [`${key}:${comment}`, ...blockItems(value, step, step)] : [`${key}: ${scalar(value)}${comment}`];
    })
  );
}

/** Lines of list items: dashes at column `indent`, then `gap`. */
export const blockItems = (items: readonly Template[], step: number, indent: number, gap = ' '): string[] =>
  items.flatMap((item) =>
    block(item, step).map((line, index) => {
      if (index === 0) return `${' '.repeat(indent)}-${gap}${line}`;
      return line === '' ? '' : ' '.repeat(indent + 1 + gap.length) + line;
    }),
  );

/** The mapping on one line, in braces; marks inside are left out, since a comment would end the line. */
export function flow({ fields }: Template): string {
  const inside = fields.flatMap(([key, value]) =>
    value === null ? [] : [`${key}: ${isList(value) ? `[${value.map(flow).join(', ')}]` : flowScalar(value)}`],
  );
  return `{ ${inside.join(', ')} }`;
}

const word = /^(?:[A-Za-z][\w.,/()&+' -]*|(?:https?:\/\/|[a-z]+:)[\w.:/~%?&=+@-]+|\d+[smhd])$/;
const reserved = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i;

/** A value on one line of YAML: plain where every YAML version reads it as this very text, else quoted. */
export function scalar(value: Scalar): string {
  if (Array.isArray(value)) return `[${value.join(', ')}]`;
  if (typeof value !== 'string') return String(value);
  const literal = escapeVariables(value);
  if (literal !== value) return `'${literal.replaceAll("'", "''")}'`; // `\$` is no escape to YAML's double quotes
  return word.test(value) && !reserved.test(value) && !/[ :]$/.test(value) ? value : JSON.stringify(value);
}

/** The same inside brackets, where Glance's parser ends a plain text at `?` too. */
export function flowScalar(value: Scalar): string {
  const text = scalar(value);
  return text === value && !/^[\w .-]+$/.test(value) ? JSON.stringify(value) : text;
}
