/** How an ordinary service file begins, with the two words that are looked for. */
export interface Beginning {
  readonly name: string;
  /** Left out: it does not stand where it can be read without reading all. */
  readonly host?: string;
}

const word = '(?!(?:null|Null|NULL)(?![\\w.-]))[A-Za-z0-9][\\w.-]*';
/** A value in one line that means itself, with or without quotes. */
const value = `[A-Za-z0-9/.](?:[^\\n:#]|:(?=\\S)|(?<=\\S)#)*|'[^'\\n]*'|"[^"\\\\\\n]*"`;
/** Where a line is over, and the next one does not go on with it. */
const end = '(?: +#[^\\n]*)? *\\n(?=(?: *\\n)*(?:\\1?[^ \\t\\n]|$))';

const preface = /(?:#[^\n]*\n|\n)*(?:---\n)?/y;
const section = /(?:#[^\n]*\n|\n)*([a-z_]+):(?: +#[^\n]*)?\n(?=( +)[a-z])/y;
const entry = new RegExp(`( +)([a-z_]+): (?:(?<word>${word})|${value})${end}`, 'y');

/**
 * The name and the host of a text, given as its bytes, that begins as people begin a service file: `service` and `deployment` as blocks, a plain value in each line.
 * Null, or no host: it begins in another way, and a parser has to look. What follows cannot change what was read, since of two keys of one
 * name the first counts, and a file whose shape makes the parser refuse all of it (`isModest`) is not read here.
 */
export function beginningOf(given: string): Beginning | null {
  const text = given.includes('\r') ? given.replaceAll('\r\n', '\n') : given;
  if (!isModest(text)) return null;
  let at = lengthOf(preface, text, 0)?.end ?? 0;
  const found = new Map<string, string>();
  const seen = new Set<string>();
  for (;;) {
    const opening = lengthOf(section, text, at);
    const [, key = '', indent = ''] = opening?.match ?? [];
    if (opening === null || seen.has(key)) break;
    seen.add(key);
    at = opening.end;
    const wanted = { service: 'name', deployment: 'target_host' }[key];
    let line = lengthOf(entry, text, at);
    while (line?.match[1] === indent) {
      const { 2: called, groups } = line.match;
      if (called === wanted && groups?.['word'] === undefined) return partial(found);
      if (called === wanted && !found.has(key)) found.set(key, groups?.['word'] ?? '');
      at = line.end;
      if (found.size === 2) return partial(found);
      line = lengthOf(entry, text, at);
    }
    // Something of another kind, in this section or further in.
    if (text[at] === ' ') break;
  }
  return partial(found);
}

function partial(found: ReadonlyMap<string, string>): Beginning | null {
  const [name, host] = [found.get('service'), found.get('deployment')];
  return name === undefined ? null : { name, ...(host !== undefined && { host }) };
}

function lengthOf(pattern: RegExp, text: string, at: number): { readonly match: RegExpExecArray; readonly end: number } | null {
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match && { match, end: pattern.lastIndex };
}

const deep = /(?:^|\n)[ ?-]{25}/;
const maybeDeep = /[ ?-]{25}/;
/** A list or mapping takes at least two letters an entry. */
const long = 1_800;

/** Nothing in it comes near a limit of the parser, whatever it says; no aliases, marks, or carriage returns. */
const isModest = (text: string): boolean =>
  text.length <= 16_384 &&
  !text.includes('\r') &&
  !text.includes('\0') &&
  !text.includes('\u00ef\u00bb\u00bf') && // the byte order mark
  !(text.includes('&') && text.includes('*')) &&
  !(maybeDeep.test(text) && deep.test(text)) &&
  times(text, '[') + times(text, '{') < 18 &&
  (text.length < long || times(text, '\n') + times(text, ',') < 900);

function times(text: string, mark: string): number {
  let found = 0;
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) found += 1;
  return found;
}
