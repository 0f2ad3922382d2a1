/** What is seen where the parser stumbles: where exactly, what it is, and what to write instead. */
export interface Seen {
  readonly offset: number;
  readonly message: string;
  readonly hint: string;
}

const lineAt = (text: string, offset: number): { start: number; line: string } => {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return { start, line: text.slice(start).split(/\r?\n/, 1)[0] ?? '' };
};

/** Looks like a blank, or like nothing, and is not one to YAML; word processors and web pages leave them. */
export const blankLike = /[\u00a0\u2007\u202f\u3000\u200b\ufeff]/;

/** A character that cannot be told from a blank, here or in the next line. */
export function invisible(text: string, offset: number): Seen | null {
  const { start, line } = lineAt(text, offset);
  const end = text.indexOf('\n', start + line.length + 1);
  const near = text.slice(start, end < 0 ? undefined : end);
  const at = near.search(blankLike);
  return at < 0
    ? null
    : { offset: start + at, message: 'this is a non-breaking space, which is no blank to YAML', hint: 'Replace it by a blank.' };
}

/** `key: text: more` in one line. */
export function colon(text: string, offset: number): Seen | null {
  const { start, line } = lineAt(text, offset);
  const value = line.slice(offset - start);
  if (!/:(\s|$)/.test(value)) return null;
  const hint = `Put it in quotes: ${quoted(value.trim())}; or leave out the blank after the colon.`;
  return { offset, message: 'a value that holds ": " stands without quotes', hint };
}

/** The line below a value begins further to the right. */
export function deeper(text: string, offset: number): Seen | null {
  const { start, line } = lineAt(text, offset);
  const rest = text.slice(start + line.length);
  const [gap = '', blanks = ''] = /^\s*?\n(?=[ ]*\S)([ ]*)/.exec(rest) ?? [];
  const own = /^[\s-]*/.exec(line)?.[0].length ?? 0;
  if (gap === '' || blanks.length <= own) return null;
  const message = 'this line is indented deeper than the one above, which has a value already';
  return { offset: start + line.length + gap.length, message, hint: `Begin both in the same column, ${own + 1} or ${blanks.length + 1}.` };
}

/** A line that begins in no column of the lines above. */
export function aside(text: string, offset: number): Seen | null {
  const { start, line } = lineAt(text, offset);
  const above = text.slice(0, start).trimEnd();
  const column = /^ */.exec(lineAt(above, above.length).line)?.[0].length ?? 0;
  const own = /^ */.exec(line)?.[0].length ?? 0;
  if (own === 0 || own === column) return null;
  return {
    offset: start + own,
    message: 'this line begins in a column of its own',
    hint: `Begin it in column ${column + 1}, as the line above.`,
  };
}

/** `key:value`. */
export function glued(text: string, offset: number): Seen | null {
  const { start, line } = lineAt(text, offset);
  const [, blanks = '', key, value] = /^([\s-]*)([A-Za-z_][\w-]*):(\S.*)$/.exec(line) ?? [];
  if (key === undefined) return null;
  const at = start + blanks.length + key.length;
  return { offset: at, message: `after ${key}: a blank is missing`, hint: `Write ${key}: ${value}` };
}

/** A value that begins with a character that YAML keeps for itself. */
export function special(text: string, offset: number): Seen | null {
  const { start, line } = lineAt(text, offset);
  const value = line.slice(offset - start).replace(/\s+#.*$|\s+$/, '');
  return { offset, message: `a text without quotes cannot begin with ${value.charAt(0)}`, hint: `Put it in quotes: ${quoted(value)}.` };
}

export const quoted = (value: string): string => (value.includes("'") ? JSON.stringify(value) : `'${value}'`);
