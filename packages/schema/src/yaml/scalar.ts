import type { Scalar } from 'yaml';
import type { Problem } from '../diagnostic.js';
import { yaml } from './library.js';
import { blankLike, quoted } from './seen.js';

type Wrong = Omit<Problem, 'path'>;

const edges = new RegExp(`^${blankLike.source}|${blankLike.source}$`);
const quotes = /^[\u201c\u201d\u201e](.*)[\u201c\u201d]$|^[\u2018\u2019\u201a](.*)[\u2018\u2019]$/s;

/**
 * A text that is not what its author sees.
 *
 * @param verbatim a program gets the text as it is written
 */
export function textProblem(node: Scalar, verbatim: boolean): Wrong | null {
  const { value, type, anchor, comment, range } = node;
  if (anchor !== undefined && value === null && range) {
    const offset = range[0] - anchor.length - 1;
    const message = `&${anchor} is the name of an anchor, and no value follows it`;
    return { offset, rule: 'anchor', message, hint: `Put a text that begins with & in quotes: '&${anchor}'.` };
  }
  if (type !== 'PLAIN') return null;
  if (verbatim && comment && /^\S/.test(comment) && range) {
    const word = comment.split('\n')[0] ?? '';
    const text = `${node.source ?? ''}${value === null ? '' : ' '}#${word}`;
    const hint = `Put it in quotes: ${quoted(text)}; a comment has a blank after its #.`;
    return {
      offset: range[2] - 1 - comment.length - 1,
      rule: 'comment',
      message: `the value ends before #${word}, which is a comment`,
      hint,
      severity: 'warning',
    };
  }
  if (typeof value !== 'string') return null;
  const [whole, double, single] = quotes.exec(value) ?? [];
  const inner = double ?? single;
  if (whole !== undefined && inner !== undefined)
    return {
      rule: 'quotes',
      message: `${whole.charAt(0)} is no quote to YAML, and would be part of the value`,
      hint: `Write ${JSON.stringify(inner)}.`,
    };
  if (!edges.test(value)) return null;
  const hint = `Write ${value.replace(new RegExp(blankLike.source, 'g'), ' ').trim()}, or put it in quotes.`;
  return { rule: 'blank', message: 'the value begins or ends with a non-breaking space, which is not seen', hint };
}

/** What a text without quotes means by YAML's core schema. What may be an uncommon number is read by the other parser, alone. */
export function meaningOf(source: string): unknown {
  if (source.length > 5 && /^[A-Za-z/]/.test(source)) return source;
  if (/^(?:~|null|Null|NULL)?$/.test(source)) return null;
  if (/^(?:true|True|TRUE)$/.test(source)) return true;
  if (/^(?:false|False|FALSE)$/.test(source)) return false;
  if (/^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?$/.test(source)) return Number(source);
  return maybeNumber.test(source) ? yaml().parse(source, { logLevel: 'silent' }) : source;
}

/** All numbers of the core schema, and little more: an address, a date and a version are texts at sight. */
const maybeNumber = /^[-+]?(?:0o[0-7]+|0x[\da-f]+|(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?|\.(?:inf|nan))$/i;
