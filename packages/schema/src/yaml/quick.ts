import { EVENT_ID, getScalarValue, parseEvents, SCALAR_STYLE, type Event, type ScalarEvent } from 'js-yaml';
import type { Path } from '../diagnostic.js';
import { textLimit, widthLimit, type Plain } from './plain.js';
import { yaml } from './library.js';
import { descend, type Reading } from './reading.js';
import { blankLike } from './seen.js';

/** What is read of a text in which nothing is odd. */
export type Quick = Pick<Plain, 'kept' | 'empty'> & { readonly value: { [key: string]: unknown } };

/** Anything here is left to the other parser, which knows where in the text it stands. */
class Odd extends Error {}

/** A carriage return alone, a byte order mark, and the end of a document: parsers differ about them. */
const readTwoWays = /\r(?!\n)|\ufeff|^\.\.\./m;

const eventLimit = 20_000;
const depthLimit = 50;

/**
 * Reads an ordinary text as `plain` does, many times faster, because it makes no tree; null: it has something that wants a closer look
 * (an anchor, a tag, a mistake, a text that is not what it seems). It never answers differently.
 */
export function quick(text: string, how: Reading): Quick | null {
  if (readTwoWays.test(text)) return null;
  try {
    return read(text, parseEvents(text, { maxDepth: depthLimit }), how);
  } catch {
    return null; // the other parser tells what is wrong
  }
}

function read(text: string, events: readonly Event[], how: Reading): Quick {
  const kept: Plain['kept'][number][] = [];
  const empty: Path[] = [];
  /** Where we are: one list for all, which is copied only where a place is told. */
  const here: (string | number)[] = [];
  let at = 0;
  const next = (): Event => events[at++] ?? odd();

  const scalar = (event: ScalarEvent, reading: Reading | undefined): unknown => {
    const source = event.valueStart < 0 ? '' : getScalarValue(text, event);
    if (source.length > textLimit || source.includes('\0')) odd();
    const block = event.style === SCALAR_STYLE.LITERAL_BLOCK || event.style === SCALAR_STYLE.FOLDED_BLOCK;
    if (!block && text.slice(event.valueStart, event.valueEnd).includes('\n')) odd(); // parsers fold lines in their own ways
    if (event.style !== SCALAR_STYLE.PLAIN) return source;
    if (reading?.text && commentAfter(text, event.valueEnd)) odd();
    const value = meaningOf(source);
    if (typeof value === 'string') return unseen(value) ? odd() : value;
    if (value === null) return reading?.text || reading?.empty ? odd() : null;
    if (reading?.text) kept.push({ path: [...here], source, meaning: value });
    return !reading?.text && (typeof value === 'boolean' || Number.isFinite(value)) ? value : source;
  };

  const walk = (event: Event, reading: Reading | undefined): unknown => {
    if (event.type === EVENT_ID.ALIAS || event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.POP) return odd();
    if (event.anchorStart >= 0 || event.tagStart >= 0) return odd();
    if (event.type === EVENT_ID.SCALAR) return scalar(event, reading);
    return event.type === EVENT_ID.SEQUENCE ? list(reading) : map(reading);
  };

  const list = (reading: Reading | undefined): unknown[] => {
    const items: unknown[] = [];
    for (let event = next(); event.type !== EVENT_ID.POP; event = next()) {
      here.push(items.length);
      items.push(walk(event, descend(reading, String(items.length))));
      here.pop();
    }
    return items.length > widthLimit ? odd() : items;
  };

  const map = (reading: Reading | undefined): { [key: string]: unknown } => {
    const entries: { [key: string]: unknown } = {};
    const none: string[] = [];
    let size = 0;
    for (let event = next(); event.type !== EVENT_ID.POP; event = next()) {
      const key = keyOf(text, event);
      if (Object.hasOwn(entries, key)) odd();
      here.push(key);
      const value = (entries[key] = walk(next(), descend(reading, key)));
      here.pop();
      size += 1;
      if (value === null && !reading?.free) none.push(key);
    }
    if (size > widthLimit) odd();
    if (none.length === 0) return entries;
    empty.push(...none.map((key) => [...here, key]));
    return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== null));
  };

  const [document, root] = [next(), next()];
  if (events.length > eventLimit || document.type !== EVENT_ID.DOCUMENT || document.directives.length > 0) odd();
  const value = root.type === EVENT_ID.MAPPING ? (walk(root, how) as Quick['value']) : odd();
  if (next().type !== EVENT_ID.POP || at !== events.length) odd();
  return { value, kept, empty };
}

function odd(): never {
  throw new Odd();
}

function keyOf(text: string, event: Event): string {
  if (event.type !== EVENT_ID.SCALAR || event.anchorStart >= 0 || event.tagStart >= 0 || event.valueStart < 0) return odd();
  const key = getScalarValue(text, event);
  return key === '' || key === '<<' || key === '__proto__' ? odd() : key;
}

/** By YAML's core schema. What may be an uncommon number is read by the other parser, alone. */
function meaningOf(source: string): unknown {
  if (/^(?:~|null|Null|NULL)?$/.test(source)) return null;
  if (/^(?:true|True|TRUE)$/.test(source)) return true;
  if (/^(?:false|False|FALSE)$/.test(source)) return false;
  if (/^-?(?:0|[1-9]\d{0,14})$/.test(source)) return Number(source);
  return maybeNumber.test(source) ? yaml().parse(source, { logLevel: 'silent' }) : source;
}

/** All numbers of the core schema, and little more: an address, a date and a version are texts at sight. */
const maybeNumber = /^[-+]?(?:0o[0-7]+|0x[\da-f]+|(?:\.\d+|\d+(?:\.\d*)?)(?:e[-+]?\d+)?|\.(?:inf|nan))$/i;

/** It has quotes or blanks at its ends that are none to YAML. */
const unseen = (value: string): boolean => /^[\u2018\u2019\u201a\u201c-\u201e]/.test(value) || blankLike.test(value);

/** `value #word`, there or in the next line: whether the author meant a comment is told where a program gets the text. */
const commentAfter = (text: string, end: number): boolean => {
  let start = end;
  while (/\s/.test(text[start] ?? '')) start += 1;
  return text[start] === '#' && /\S/.test(text[start + 1] ?? ' ');
};
