/**
 * The scalar under `section.key` of a YAML text, or null. A light reader on purpose: it must find a service's name in a file that no
 * parser accepts. Knows block and flow style, quotes, comments, anchors and tags; not multi-line scalars.
 */
export function scalarAt(text: string, section: string, key: string): string | null {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  if (/^\s*\{/.test(lines.find((line) => line.trim() !== '' && !/^\s*(#|---)/.test(line)) ?? '')) {
    const inner = flowValue(text.slice(text.indexOf('{')), section);
    return inner?.startsWith('{') ? scalar(flowValue(inner, key) ?? '') : null;
  }
  const start = lines.findIndex((line) => keyOf(line, 0) === section);
  if (start === -1) return null;
  const rest = valueOf(lines[start] ?? '');
  if (rest.startsWith('{')) return scalar(flowValue([rest, ...lines.slice(start + 1)].join('\n'), key) ?? '');
  let indent: number | null = null;
  for (const line of lines.slice(start + 1)) {
    if (line.trim() === '' || /^\s*#/.test(line)) continue;
    const depth = line.length - line.trimStart().length;
    if (depth === 0) return null;
    indent ??= depth;
    if (depth === indent && keyOf(line, depth) === key) return scalar(valueOf(line));
  }
  return null;
}

const entry = /^\s*(?:"([^"]+)"|'([^']+)'|([^\s#'"{}[\],:][^#'"{}[\],:]*?))\s*:(?:\s+(.*))?$/;

function keyOf(line: string, indent: number): string | null {
  if (line.length - line.trimStart().length !== indent) return null;
  const match = entry.exec(line);
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? null;
}

/** What stands behind the colon, without anchor and tag. */
const valueOf = (line: string): string => unmarked(entry.exec(line)?.[4] ?? '');

const unmarked = (value: string): string => value.trim().replace(/^(?:[&!][^\s{[]*\s+)+/, '');

/** `name: x # note`, `'it''s'`, `"a\"b"`; null for nothing, aliases, and anything that goes on in the next line. */
function scalar(value: string): string | null {
  const text = unmarked(value);
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  if (double !== undefined) return double.replace(/\\(["\\/])/g, '$1') || null;
  const single = /^'((?:[^']|'')*)'/.exec(text)?.[1];
  if (single !== undefined) return single.replaceAll("''", "'") || null;
  const plain = text.replace(/(^|\s)#.*$/s, '').trim();
  return /^(?:[|>*{["'&!%@`]|~$|null$)/i.test(plain) || plain === '' ? null : plain;
}

/** The raw text under `key` of a flow mapping that begins at the first character; stops at the brace that closes it. */
function flowValue(text: string, key: string): string | null {
  const pair = new RegExp(`^[\\s]*(?:"${key}"|'${key}'|${key})\\s*:`);
  let depth = 0;
  let begin: number | null = null;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    const closes = char === '}' || char === ']';
    if (depth === 1 && begin !== null && (char === ',' || closes)) return text.slice(begin, at).trim();
    if (char === '"' || char === "'") at = endOfQuoted(text, at);
    else if (char === '#' && /\s/.test(text[at - 1] ?? ' '))
      at = Math.max(at, text.indexOf('\n', at) === -1 ? text.length : text.indexOf('\n', at));
    if (char === '{' || char === '[') depth += 1;
    if (closes && (depth -= 1) === 0) return null;
    if (depth !== 1 || begin !== null || (char !== '{' && char !== ',')) continue;
    const match = pair.exec(text.slice(at + 1, at + 200));
    if (match) at = (begin = at + 1 + match[0].length) - 1;
  }
  return null;
}

function endOfQuoted(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
  }
  return text.length;
}
