import type { Path } from '../diagnostic.js';
import { descend, type Reading } from './reading.js';
import { widthLimit, type Plain } from './plain.js';
import { codes, odd, Words } from './words.js';

/** What is read of a text in which nothing is odd. */
export type Quick = Pick<Plain, 'kept' | 'empty'> & { readonly value: { [key: string]: unknown } };

/** All but what is printed: also a tab, what looks like a blank and is none, and ends of lines that only some parsers take for one. */
const strange =
  /[^\n -~\u00a1-\u167f\u1681-\u1fff\u2010-\u2027\u2030-\u205e\u2070-\u2fff\u3001-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** In UTF-16 units. No text that is shorter unfolds to more values than `plain` takes. */
const sizeLimit = 100_000;

/**
 * Reads an ordinary text as `plain` does, many times faster: it makes no tree, and knows only the ways in which people and formatters write.
 * Null: something in it wants a closer look (an anchor, a tag, a text over several lines, a mistake). It never answers differently.
 */
export function quick(given: string, how: Reading): Quick | null {
  const text = given.includes('\r') ? given.replaceAll('\r\n', '\n') : given;
  if (text.length > sizeLimit || strange.test(text)) return null;
  try {
    return new Ordinary(text).file(how);
  } catch {
    return null; // the other parser tells what is wrong
  }
}

const { newline, hash, comma, dash, colon, list, listEnd, map, mapEnd } = codes;

class Ordinary extends Words {
  readonly #empty: Path[] = [];

  file(how: Reading): Quick {
    this.line();
    if (this.text.startsWith('---', this.at)) {
      this.at += 3;
      this.line();
    }
    const value = this.column === 0 ? this.#map(0, how) : odd();
    return this.column < 0 ? { value, kept: this.kept, empty: this.#empty } : odd();
  }

  #map(column: number, reading: Reading | undefined): { [key: string]: unknown } {
    const map = new Entries(reading);
    do {
      const key = this.key(false);
      map.add(key, this.#value(column, descend(reading, key), key, true));
    } while (this.column === column);
    return this.column > column ? odd() : this.#entriesOf(map);
  }

  #entriesOf({ entries, none, size }: Entries): { [key: string]: unknown } {
    // A key that was there twice is found by the number of those that are there.
    if (Object.keys(entries).length + new Set(none).size < size || none.some((key) => Object.hasOwn(entries, key))) odd();
    if (none.length > 0) this.#empty.push(...none.map((key) => [...this.here, key]));
    return entries;
  }

  #list(column: number, reading: Reading | undefined): unknown[] {
    const items: unknown[] = [];
    do {
      this.at += 1;
      items.push(this.#value(column, descend(reading, '*'), items.length, false));
    } while (this.column === column && this.#isItem());
    return this.column > column || items.length > widthLimit ? odd() : items;
  }

  #isItem(): boolean {
    return this.code() === dash && this.isBlank(1);
  }

  /**
   * What follows a key's colon or an item's dash, to where another line says something.
   *
   * @param column of the mapping or list
   * @param inMap a list may stand in the same column
   */
  #value(column: number, reading: Reading | undefined, name: string | number, inMap: boolean): unknown {
    this.enter(name);
    const value = this.#after(column, reading, inMap);
    this.here.pop();
    return value;
  }

  #after(column: number, reading: Reading | undefined, inMap: boolean): unknown {
    const before = this.at;
    const code = this.skip();
    if (code === newline || code === hash) {
      this.line();
      if (this.column > column) return this.#isItem() ? this.#list(this.column, reading) : this.#map(this.column, reading);
      return inMap && this.column === column && this.#isItem() ? this.#list(column, reading) : this.nothing(reading);
    }
    if (!inMap) {
      const inner = column + 1 + this.at - before;
      if (this.#isItem()) return this.#list(inner, reading);
      if (this.isEntry()) return this.#map(inner, reading);
    }
    const value = this.isBlock() ? this.block(column) : this.#inFlow(column, reading, false);
    this.line();
    return value;
  }

  /** @param flow it stands in brackets */
  #inFlow(column: number, reading: Reading | undefined, flow = true): unknown {
    const code = this.code();
    if (code !== list && code !== map) return this.scalar(flow, reading);
    this.at += 1;
    return code === list ? this.#flowList(column, reading) : this.#flowMap(column, reading);
  }

  #flowList(column: number, reading: Reading | undefined): unknown[] {
    const items: unknown[] = [];
    while (this.gap(column) !== listEnd) {
      this.enter(items.length);
      items.push(this.#inFlow(column, descend(reading, '*')));
      this.here.pop();
      if (this.gap(column) === comma) this.at += 1;
      else if (this.code() !== listEnd) odd();
    }
    this.at += 1;
    return items.length > widthLimit ? odd() : items;
  }

  #flowMap(column: number, reading: Reading | undefined): { [key: string]: unknown } {
    const map = new Entries(reading);
    while (this.gap(column) !== mapEnd) {
      const key = this.key(true);
      this.enter(key);
      const isThere = this.code(-1) === colon && this.gap(column) !== comma && this.code() !== mapEnd;
      map.add(key, isThere ? this.#inFlow(column, descend(reading, key)) : this.nothing(descend(reading, key)));
      this.here.pop();
      if (this.gap(column) === comma) this.at += 1;
      else if (this.code() !== mapEnd) odd();
    }
    this.at += 1;
    return this.#entriesOf(map);
  }
}

/** A key without a value counts as absent, but where everything is kept. */
class Entries {
  readonly entries: { [key: string]: unknown } = {};
  readonly none: string[] = [];
  readonly #free: boolean;
  size = 0;

  constructor(reading: Reading | undefined) {
    this.#free = reading?.free === true;
  }

  add(key: string, value: unknown): void {
    if (++this.size > widthLimit) odd();
    if (value !== null || this.#free) this.entries[key] = value;
    else this.none.push(key);
  }
}
