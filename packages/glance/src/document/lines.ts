/** One line of a file with its own line end (`\n`, `\r\n`, or none for a last line without one). */
export interface Line {
  readonly text: string;
  readonly eol: string;
}

/** Byte order mark apart, every line with its line end: joining gives the same text again. */
export function splitLines(text: string): { readonly bom: string; readonly lines: Line[] } {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const lines = [...text.slice(bom.length).matchAll(/([^\n]*?)(\r?\n|$)/g)]
    .map(([, line = '', eol = '']) => ({ text: line, eol }))
    .filter(({ text, eol }) => text !== '' || eol !== '');
  return { bom, lines };
}

/** `remove` lines from `start` on, replaced by `insert`: with the file's usual line end; a missing final one stays missing. */
export function spliceLines(text: string, start: number, remove: number, insert: readonly string[]): string {
  const { bom, lines } = splitLines(text);
  const eol = lines.filter((line) => line.eol === '\r\n').length * 2 > lines.length ? '\r\n' : '\n';
  const open = lines.at(-1)?.eol === '';
  const added = insert.map((line, index) => ({ text: line, eol: (index < remove ? lines[start + index]?.eol : '') || eol }));
  lines.splice(start, remove, ...added);
  const last = lines.length - 1;
  return bom + lines.map((line, index) => line.text + (index === last && open ? '' : line.eol || eol)).join('');
}
