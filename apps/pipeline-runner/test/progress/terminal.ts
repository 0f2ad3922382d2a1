/** As much of a terminal as is drawn with, whose window wraps long lines anew when it changes. */
export function terminal(columns: number, rows = 24) {
  let lines = [''];
  let [row, column] = [0, 0];
  const put = (text: string): void => {
    for (const [, up, clear, char = ''] of text.matchAll(/\u001b\[\d+m|\u001b\[(\d+)A|(\u001b\[J)|([^])/g)) {
      if (up !== undefined) row = Math.max(0, row - Number(up));
      else if (clear !== undefined) lines = [...lines.slice(0, row), (lines[row] ?? '').slice(0, column)];
      else if (char === '') continue;
      else if (char === '\r') column = 0;
      else if (char === '\n') [row, column] = [row + 1, 0];
      else {
        if (column === columns) [row, column] = [row + 1, 0];
        lines[row] = (lines[row] ?? '').padEnd(column).slice(0, column) + char + (lines[row] ?? '').slice(column + 1);
        column += 1;
      }
      while (lines.length <= row) lines.push('');
    }
  };
  return {
    write: put,
    size: () => ({ columns, rows }),
    shown: () => lines.map((line) => line.trimEnd()).filter((line) => line !== ''),
    /** The window becomes narrower. */
    shrink: (to: number) => {
      const wrapped = lines.flatMap((line) => (line === '' ? [''] : (line.match(new RegExp(`.{1,${to}}`, 'g')) ?? [])));
      row += wrapped.length - lines.length;
      [columns, lines] = [to, wrapped];
    },
  };
}
