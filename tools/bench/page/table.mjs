import { axes } from '../shape/result.mjs';
import { fasterThan, ratioOf, verdict } from '../shape/verdict.mjs';
import { amount, figure, targetText } from '../shape/text.mjs';

/** @typedef {import('../shape/result.mjs').Result} Result */

/** A table of markdown. */
export const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Such that no line is broken within it. */
const whole = (text) => text.replaceAll(' ', '\u00a0');

/** Held or missed, such that a miss is seen. @param {Result} result */
const targetCell = (result) => {
  const held = { held: 'held', missed: '**missed**' }[verdict(result)];
  return held === undefined ? '' : `${targetText(result)}: ${held}`;
};

/** @param {Result} result */
const row = (result) => {
  const { name, unit, ours, floor, peers = {}, spread, runs } = result;
  const range = spread === undefined ? [] : [whole(`${figure(spread.ours[0])} … ${figure(spread.ours[1])}`)];
  return [
    name,
    whole(amount(ours, unit)),
    [...range, ...(runs === undefined ? [] : [whole(`${runs} runs`)])].join(', '),
    floor === undefined ? '' : `${whole(figure(floor))}, ${whole(`${ratioOf(result).toFixed(2)} ×`)}`,
    Object.entries(peers)
      .map(([peer, value]) => `${peer} ${whole(`${figure(value)}, ${figure(fasterThan(result, peer))} ×`)}`)
      .join('<br>'),
    targetCell(result),
  ];
};

/** The results of a suite, and below them what is to be said about each. @param {Result[]} results */
export function resultsTable(results) {
  const notes = results.filter(({ note }) => note !== undefined).map(({ name, note }) => `* *${name}*: ${note}`);
  const head = ['what', 'ours', 'spread', 'floor, ratio', 'peers', 'target'];
  return [table(head, results.map(row)), ...(notes.length > 0 ? [notes.join('\n')] : [])].join('\n\n');
}

const headOf = (axis) => (axis === 'rtt' ? 'round trip, ms' : axis);

/** All points of the plots, as figures. @param {Result[]} results */
export function pointsTable(results) {
  const shown = axes.filter((axis) => results.some(({ at }) => at?.[axis] !== undefined));
  const rows = results.map(({ name, at, ours, floor, unit }) => [
    name,
    ...shown.map((axis) => at?.[axis]?.toLocaleString('en-GB') ?? ''),
    amount(ours, unit),
    floor === undefined ? '' : figure(floor),
  ]);
  return table(['what', ...shown.map(headOf), 'ours', 'floor'], rows);
}
