import { printable } from '@hl/core';

export interface Column {
  readonly title: string;
  /** Is cut, when lines would be too long; the others stay whole. */
  readonly gives?: true;
}

/** A line for the head and one a row, in columns as wide as what stands in them; an empty cell is a dash, a column of them is left out. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[], width = Infinity): string[] {
  const used = columns.map((column, index) => ({ ...column, index })).filter(({ index }) => rows.some((row) => (row[index] ?? '') !== ''));
  const cells = [used.map(({ title }) => title), ...rows.map((row) => used.map(({ index }) => printable(row[index] || '-')))];
  const widths = used.map((_, index) => Math.max(...cells.map((line) => [...(line[index] ?? '')].length)));
  const excess = widths.reduce((sum, one) => sum + one + 2, -2) - width;
  const wide = used.map((_, index) => index).filter((index) => used[index]?.gives);
  const giving = wide.sort((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
  if (excess > 0 && giving !== undefined) widths[giving] = Math.max(12, (widths[giving] ?? 0) - excess);
  return cells.map((line) =>
    line
      .map((cell, index) => fit(cell, widths[index] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

function fit(cell: string, width: number): string {
  const letters = [...cell];
  return letters.length > width ? `${letters.slice(0, width - 1).join('')}…` : cell + ' '.repeat(width - letters.length);
}
