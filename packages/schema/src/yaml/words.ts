import { meaningOf } from './scalar.js';
import { textLimit, type Plain } from './plain.js';
import type { Reading } from './reading.js';

/** One for all: nobody asks where it was thrown. */
const oddity = new Error('odd');

/** Left to the other parser. */
export function odd(): never {
  throw oddity;
}

export const codes = {
  ...{ newline: 10, space: 32, quote: 34, hash: 35, apostrophe: 39, comma: 44, dash: 45, colon: 58 },
  ...{ list: 91, backslash: 92, listEnd: 93, map: 123, literal: 124, mapEnd: 125, folded: 62 },
} as const;
const { newline, space, quote, hash, apostrophe, dash, colon, list, backslash, map, literal, folded } = codes;

/** By code: what a text without quotes does not begin with, and what ends it in brackets. */
const [indicators, brackets] = ['\n ,[]{}#&*!|>\'"%@`?:\u2018\u2019\u201a\u201c\u201d\u201e', ',[]{}'].map((characters) => {
  const all = new Uint8Array(0x10000);
  for (const character of characters) all[character.charCodeAt(0)] = 1;
  return all;
}) as [Uint8Array, Uint8Array];

const depthLimit = 50;
/** YAML takes no longer key without a `?`. */
const keyLimit = 1_000;

/** What stands in the lines of an ordinary text: keys, and values that hold no others. */
export class Words {
  readonly text: string;
  /** Where we are, and in which column when a line begins there; -1: at the end. */
  at = 0;
  column = 0;
  readonly kept: Plain['kept'][number][] = [];
  /** Keys and indices to where we are: one list for all, which is copied only where a place is told. */
  readonly here: (string | number)[] = [];

  constructor(text: string) {
    this.text = `\n${text}\n`;
  }

  enter(name: string | number): void {
    if (this.here.push(name) > depthLimit) odd();
  }

  code(ahead = 0): number {
    return this.text.charCodeAt(this.at + ahead);
  }

  isBlank(ahead: number): boolean {
    const code = this.code(ahead);
    return code === space || code === newline;
  }

  skip(): number {
    while (this.text.charCodeAt(this.at) === space) this.at += 1;
    return this.code();
  }

  /** From the end of what was read, behind which only a comment may stand, to the next line that says something. */
  line(): void {
    const { text } = this;
    if (this.skip() === hash && this.code(-1) === space) this.at = text.indexOf('\n', this.at);
    for (;;) {
      if (this.code() !== newline) odd();
      const start = (this.at += 1);
      const code = this.skip();
      this.column = this.at === text.length ? -1 : this.at - start;
      if (code === hash) this.at = text.indexOf('\n', this.at);
      else if (code !== newline) return;
    }
  }

  /** The next character of something in brackets, which may go over several lines. */
  gap(column: number): number {
    while (this.skip() === newline) {
      const start = (this.at += 1);
      if (this.skip() !== newline && this.at - start <= column) odd();
    }
    return this.code();
  }

  /** A key and its colon; in brackets, a key alone, too. */
  key(flow: boolean): string {
    const quoted = this.code() === quote || this.code() === apostrophe;
    const key = quoted ? this.#quoted() : this.#plain(flow);
    if (key === '' || key === '<<' || key === '__proto__' || key.length > keyLimit || /^---|^\.\.\./.test(key)) odd();
    if (this.code() === colon && (this.isBlank(1) || (flow && quoted))) this.at += 1;
    else if (!flow) odd();
    return key;
  }

  /** Whether a key begins here. */
  isEntry(): boolean {
    const { at } = this;
    if (this.code() === list || this.code() === map) return false;
    if (this.code() === quote || this.code() === apostrophe) this.#quoted();
    else this.at = this.#end(false);
    const found = this.code() === colon;
    this.at = at;
    return found;
  }

  /** A key without a value. */
  nothing(reading: Reading | undefined): null {
    return reading?.text || reading?.empty ? odd() : null;
  }

  scalar(flow: boolean, reading: Reading | undefined): unknown {
    if (this.code() === quote || this.code() === apostrophe) return this.#quoted();
    const source = this.#plain(flow);
    if (this.code() === colon || source.length > textLimit || (reading?.text && this.#isCommented())) odd();
    const value = meaningOf(source);
    if (value === null) return this.nothing(reading);
    if (typeof value === 'string') return value;
    if (reading?.text) this.kept.push({ path: [...this.here], source, meaning: value });
    return !reading?.text && (typeof value === 'boolean' || Number.isFinite(value)) ? value : source;
  }

  #plain(flow: boolean): string {
    const { at } = this;
    if (indicators[this.code()] === 1 || (this.code() === dash && (this.isBlank(1) || brackets[this.code(1)] === 1))) odd();
    this.at = this.#end(flow);
    return this.text.slice(at, this.at).trimEnd();
  }

  /** Where a text without quotes ends: at `: `, before a comment, at the end of the line, in brackets where they close. */
  #end(flow: boolean): number {
    const { text } = this;
    for (let { at } = this; ; at += 1) {
      const code = text.charCodeAt(at);
      if (code === newline || (flow && brackets[code] === 1)) return at;
      if (code === hash && text.charCodeAt(at - 1) === space) return at;
      if (code !== colon) continue;
      const next = text.charCodeAt(at + 1);
      if (next === space || next === newline || (flow && brackets[next] === 1)) return at;
    }
  }

  #quoted(): string {
    const { text, at } = this;
    const isSingle = this.code() === apostrophe;
    let end = at + 1;
    for (let code = text.charCodeAt(end); ; code = text.charCodeAt((end += 1))) {
      if (code === newline || (code === backslash && text.charCodeAt(end + 1) === newline)) odd();
      if (code === backslash && !isSingle) end += 1;
      else if (isSingle && code === apostrophe && text.charCodeAt(end + 1) === apostrophe) end += 1;
      else if (code === (isSingle ? apostrophe : quote)) break;
    }
    this.at = end + 1;
    const inner = text.slice(at + 1, end);
    const value = isSingle ? inner.replaceAll("''", "'") : inner.includes('\\') ? unescaped(inner) : inner;
    return value.length > textLimit ? odd() : value;
  }

  /** `value #word`, there or in the next line: whether the author meant a comment is told where a program gets the text. */
  #isCommented(): boolean {
    let ahead = 0;
    while (this.isBlank(ahead)) ahead += 1;
    return this.code(ahead) === hash && !this.isBlank(ahead + 1);
  }

  isBlock(): boolean {
    return this.code() === literal || this.code() === folded;
  }

  /** Lines as they stand, or put together. */
  block(column: number): string {
    const { text } = this;
    const isFolded = this.code() === folded;
    const isStripped = this.code(1) === dash;
    this.at += isStripped ? 2 : 1;
    if (this.skip() !== newline) odd();
    const lines: string[] = [];
    let margin = 0;
    for (let start = this.at + 1; start < text.length; start = this.at + 1) {
      this.at = start;
      const isEmpty = this.skip() === newline;
      const own = this.at - start;
      if (!isEmpty && margin === 0) margin = own > column ? own : odd();
      if (own > margin && (isEmpty || isFolded)) odd();
      this.at = !isEmpty && own < margin ? start - 1 : text.indexOf('\n', this.at);
      if (this.at < start) break;
      lines.push(isEmpty ? '' : text.slice(start + margin, this.at));
    }
    while (lines.at(-1) === '') lines.pop();
    const whole = lines.join('\n');
    if (margin === 0 || whole.length >= textLimit) odd();
    return (isFolded ? whole.replaceAll(/(?<=[^\n])\n(\n*)/g, (_, more: string) => more || ' ') : whole) + (isStripped ? '' : '\n');
  }
}

/** Escapes of JSON, and that of a byte. */
function unescaped(text: string): string {
  const value = JSON.parse(`"${text.replaceAll(/\\(.)/g, (pair, letter: string) => (letter === 'x' ? '\\u00' : pair))}"`) as string;
  return value.includes('\0') ? odd() : value;
}
