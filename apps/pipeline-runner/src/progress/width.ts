import truncated from 'fast-string-truncated-width';

/** In columns of a terminal: wide characters and emoji take two, what joins others none. */
export const widthOf = (text: string): number => truncated(text).width;

/** Not wider than that. */
export function cut(line: string, width: number): string {
  const { index, truncated: wider } = truncated(line, { limit: Math.max(0, width), ellipsis: '…' });
  return wider ? `${line.slice(0, index).trimEnd()}${width > 0 ? '…' : ''}` : line.trimEnd();
}

export const padEnd = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)));
