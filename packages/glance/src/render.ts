import { flowScalar, scalar } from './scalar.js';

/** A YAML mapping to be written: keys in order, each with a scalar or a list of mappings; `mark` is its comment. */
export interface Made {
  readonly mark: string;
  readonly fields: readonly (readonly [key: string, value: Scalar | readonly Made[]])[];
  /** As it stands elsewhere: taken over like that, with all that its owner put into it, and then changed. Not in brackets. */
  readonly written?: Written;
}

/** Lines of a mapping, without dash and indentation, and what a YAML parser finds in them. */
export interface Written {
  readonly lines: readonly string[];
  readonly value: unknown;
}

type Scalar = string | number | boolean | readonly number[];

const isList = (value: Scalar | readonly Made[]): value is readonly Made[] => Array.isArray(value) && typeof value[0] === 'object';

/** The mapping's lines, without the dash; `step` is how far a list's dashes stand in from their key. The mark ends the first line. */
export function block({ mark, fields, written }: Made, step: number): string[] {
  if (written) return [...written.lines];
  return fields.flatMap(([key, value], index) => {
    const comment = index === 0 ? ` ${mark}` : '';
    if (!isList(value)) return [`${key}: ${scalar(value)}${comment}`];
    return [`${key}:${comment}`, ...value.flatMap((item) => dashed(block(item, step), step))];
  });
}

/** Lines of one list item: dash at column `indent`, then `gap`. */
export function dashed(lines: readonly string[], indent: number, gap = ' '): string[] {
  const rest = ' '.repeat(indent + 1 + gap.length);
  return lines.map((line, index) => (index === 0 ? `${' '.repeat(indent)}-${gap}${line}` : line === '' ? '' : rest + line));
}

/** The mapping on one line, in braces; marks inside are left out, since a comment would end the line. */
export function flow({ fields }: Made): string {
  const inside = fields.map(([key, value]) => `${key}: ${isList(value) ? `[${value.map(flow).join(', ')}]` : flowScalar(value)}`);
  return `{ ${inside.join(', ')} }`;
}

/** The mapping as data: what a YAML parser must find in its lines, or in its braces. */
export const value = ({ fields, written }: Made, braces = false): unknown =>
  written && !braces
    ? structuredClone(written.value)
    : Object.fromEntries(
        fields.map(([key, field]) => [
          key,
          isList(field) ? field.map((item) => value(item, braces)) : Array.isArray(field) ? [...field] : field,
        ]),
      );
