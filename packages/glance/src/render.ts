import { mark } from './mark.js';
import { flowScalar, scalar } from './scalar.js';

/** A YAML mapping to be written: keys in order, each with a scalar or a list of mappings. */
export interface Made {
  readonly fields: readonly (readonly [key: string, value: Scalar | readonly Made[]])[];
  /** As it stands elsewhere: taken over like that, with all that its owner put into it, and then changed. Not in brackets. */
  readonly written?: Written;
}

/** Lines of a mapping, without dash and indentation. */
export type Written = readonly string[];

type Scalar = string | number | boolean | readonly number[];

const isList = (value: Scalar | readonly Made[]): value is readonly Made[] => Array.isArray(value) && typeof value[0] === 'object';

/** The mapping's lines, without the dash; `step` is how far a list's dashes stand in from their key. The mark ends the first line. */
export function block({ fields, written }: Made, step: number): string[] {
  if (written) return [...written];
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
