import { amount, targetText } from '../shape/text.mjs';
import { bound, verdict } from '../shape/verdict.mjs';
import { at, line, picture, text, width, widthOf } from './svg.mjs';

const [margin, row, gap] = [16, 20, 16];

/** @param {import('../shape/result.mjs').Result} result */
const rowsOf = ({ ours, floor, peers = {}, spread }) => [
  { label: 'hl', kind: 'ours', value: ours, range: spread?.ours },
  ...(floor === undefined ? [] : [{ label: 'floor', kind: 'floor', value: floor, range: spread?.floor }]),
  ...Object.entries(peers).map(([label, value]) => ({ label, kind: 'peer', value, range: spread?.peers?.[label] })),
];

const wordsOf = (result) =>
  `${result.name}: ${rowsOf(result)
    .map(({ label, value }) => `${label} ${amount(value, result.unit)}`)
    .join(', ')}${result.target === undefined ? '' : `, target ${targetText(result)} ${verdict(result)}`}.`;

/**
 * A group of bars for each result: ours, the floor, peers. Each group has a scale of its own that begins at 0, so that lengths can be compared within it;
 * the figures stand beside. The thin line across a bar is the spread, the dashed one the target.
 *
 * @param {string} title
 * @param {import('../shape/result.mjs').Result[]} results
 */
export function bars(title, results) {
  const left = margin + Math.max(...results.flatMap((result) => rowsOf(result).map(({ label }) => widthOf(label)))) + 10;
  const longest = Math.max(...results.flatMap((result) => rowsOf(result).map(({ value }) => widthOf(amount(value, result.unit)))));
  const room = width - margin - left - longest - 12;
  const body = [text(margin, 28, title, 'strong')];
  let y = 44;
  for (const result of results) {
    const rows = rowsOf(result);
    const target = bound(result);
    const x = scale([...rows.flatMap(({ value, range }) => [value, range?.[1] ?? 0]), target ?? 0], room);
    for (const words of wrapped(result.name, (width - 2 * margin) / widthOf('x'))) body.push(text(margin, (y += 18) - 4, words));
    const top = y + 2;
    const words = [];
    for (const { label, kind, value, range } of rows) {
      const end = Math.max(x(value), 1.5);
      body.push(`<rect class="${kind}" x="${at(left)}" y="${y + 4}" width="${at(end)}" height="${row - 6}" rx="2"/>`);
      if (range && x(range[1]) - x(range[0]) > 2) body.push(line('range', left + x(range[0]), y + 11, left + x(range[1]), y + 11));
      words.push(text(left - 8, y + 15, label, 'faint end'));
      words.push(text(left + Math.max(end, x(range?.[1] ?? 0)) + 6, y + 15, amount(value, result.unit), 'over'));
      y += row;
    }
    if (target !== null && Number.isFinite(target)) body.push(line('target', left + x(target), top, left + x(target), y));
    body.push(...words);
    y += gap;
  }
  return picture({ title, words: results.map(wordsOf).join(' '), height: y, body });
}

function scale(values, room) {
  const most = Math.max(...values.filter(Number.isFinite)) || 1;
  return (value) => (value / most) * room;
}

/** Lines of at most so many letters, broken between words. */
export function wrapped(words, most) {
  const lines = [''];
  for (const word of words.split(' ')) {
    const last = lines.at(-1);
    if (last !== '' && last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
