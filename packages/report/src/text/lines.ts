/** One line of a comparison of two texts. */
export interface Line {
  readonly sign: '+' | '-' | ' ' | '…';
  readonly text: string;
}

/** Around each change. */
const context = 2;
/** Lines of a text that are compared one by one: the work grows with their square. */
const most = 600;

/** What has to go and what has to come to make one text the other, with two lines around it. */
export function lineDifference(before: string, after: string): Line[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  if (old.length > most || now.length > most) return [...old.map(line('-')), ...now.map(line('+'))];
  return folded(compared(old, now));
}

const line =
  (sign: Line['sign']) =>
  (text: string): Line => ({ sign, text });

/** By the longest sequence of lines that both have. */
function compared(old: readonly string[], now: readonly string[]): Line[] {
  const width = now.length + 1;
  const shared = new Uint16Array((old.length + 1) * width);
  const at = (i: number, j: number): number => shared[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i -= 1)
    for (let j = now.length - 1; j >= 0; j -= 1)
      shared[i * width + j] = old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) {
      lines.push({ sign: ' ', text: now[j] ?? '' });
      [i, j] = [i + 1, j + 1];
    } else if (i < old.length && (j === now.length || at(i + 1, j) >= at(i, j + 1))) lines.push({ sign: '-', text: old[i++] ?? '' });
    else lines.push({ sign: '+', text: now[j++] ?? '' });
  }
  return lines;
}

/** What is far from any change becomes one line. */
function folded(lines: readonly Line[]): Line[] {
  const near = lines.map((_, index) => lines.slice(Math.max(0, index - context), index + context + 1).some(({ sign }) => sign !== ' '));
  return lines.flatMap((one, index) => (near[index] ? [one] : index === 0 || near[index - 1] ? [{ sign: '…' as const, text: '' }] : []));
}
