import { amount, figure } from '../shape/text.mjs';
import { costOf, grows, slopeOf } from './fit.mjs';
import { at, escape, line, picture, text, width, widthOf } from './svg.mjs';

const [top, left, right, high] = [52, 72, 40, 260];

/** Where a line goes, in words. Over round trips: how many of them are one after the other. */
function wordsOf(points, axis, unit) {
  if (points.some(({ y }) => y <= 0)) return `${figure(points[0].y)} to ${amount(points.at(-1).y, unit)}`;
  const { start, each } = costOf(points);
  if (axis === 'rtt') return `${amount(Math.max(start, 0), unit)} + ${figure(each)} × round trip`;
  const slope = slopeOf(points);
  const cost = start > 0 && each > 0 && slope <= 1.1 ? `; about ${amount(start, unit)} + ${figure(each)} a ${axis.replace(/s$/, '')}` : '';
  return `${grows(slope)}, ${slopeOf(points.slice(-2)).toFixed(2)} at its end${cost}`;
}

const series = ({ label, points }) => {
  const named = (name) => (label === '' ? name : `${name}, ${label}`);
  const of = (kind) => points.flatMap(({ x, result }) => (result[kind] === undefined ? [] : [{ x, y: result[kind], name: result.name }]));
  return [
    { name: named('hl'), kind: 'plot', points: of('ours') },
    { name: named('floor'), kind: 'plot dashed', points: of('floor') },
  ].filter((one) => one.points.length > 1);
};

/** What a plot says, a sentence a line. @param {import('./series.mjs').Growth} growth */
export const sentences = ({ axis, unit, lines }) =>
  lines.flatMap((one) => series(one).map(({ name, points }) => `${name}: ${wordsOf(points, axis, unit)}`));

/** @param {import('./series.mjs').Growth} growth */
export const titleOf = ({ title, unit, axis, along }) =>
  `${title}: ${unit} over ${axis === 'rtt' ? 'ms of a round trip' : axis}${along.length > 0 ? ` (${along.join(', ')} grow along)` : ''}`;

/** Ours and the floor over what grows: logarithmic both ways, but over round trips, which begin at 0. @param {import('./series.mjs').Growth} growth */
export function plot(growth) {
  const { axis, unit, lines } = growth;
  const log = axis !== 'rtt';
  const values = lines.flatMap(({ points }) =>
    points.flatMap(({ result }) => [result.ours, ...(result.floor === undefined ? [] : [result.floor])]),
  );
  const x = scale(
    lines.flatMap(({ points }) => points.map((point) => point.x)),
    log,
    left,
    width - right,
  );
  const y = scale(values, log, top + high, top);
  const title = titleOf(growth);
  const body = [text(16, 28, title, 'strong')];
  for (const tick of y.ticks)
    body.push(line('grid', left, y(tick), width - right, y(tick)), text(left - 8, y(tick) + 4, figure(tick), 'faint end'));
  for (const tick of apart(x))
    body.push(line('grid', x(tick), top, x(tick), top + high), text(x(tick), top + high + 18, figure(tick), 'faint middle'));
  const said = sentences(growth);
  let row = top + high + 46;
  for (const [index, one] of lines.entries())
    for (const { kind, points } of series(one)) {
      const colour = `var(--s${index % 6})`;
      const path = points.map((point) => `${at(x(point.x))},${at(y(point.y))}`).join(' ');
      body.push(`<polyline class="${kind}" stroke="${colour}" points="${path}"/>`);
      if (kind === 'plot')
        for (const { x: n, y: value, name } of points)
          body.push(
            `<circle cx="${at(x(n))}" cy="${at(y(value))}" r="3.5" fill="${colour}"><title>${escape(`${name}: ${amount(value, unit)}`)}</title></circle>`,
          );
      body.push(`<polyline class="${kind}" stroke="${colour}" points="16,${row - 4} 38,${row - 4}"/>`, text(46, row, said.shift() ?? ''));
      row += 20;
    }
  return picture({ title, words: sentences(growth).join('. '), height: row, body });
}

/** Ticks of a scale that leave room for their words. */
function apart(x) {
  let end = -Infinity;
  return x.ticks.filter((tick) => {
    const half = widthOf(figure(tick)) / 2;
    if (x(tick) - half < end + 8) return false;
    end = x(tick) + half;
    return true;
  });
}

function scale(values, log, from, to) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const ticks = log ? powers(least, most) : steps(most);
  const low = log ? Math.log10(ticks[0]) : 0;
  const end = log ? Math.log10(ticks.at(-1)) : ticks.at(-1);
  const place = (value) => from + (((log ? Math.log10(Math.max(value, ticks[0])) : value) - low) / (end - low || 1)) * (to - from);
  return Object.assign(place, { ticks });
}

/** 1, 2, 5, 10 …, around all values; only the tens where there are many. */
function powers(least, most) {
  const [from, to] = [Math.floor(Math.log10(least || 0.1)), Math.ceil(Math.log10(most || 1))];
  const all = Array.from({ length: to - from + 1 }, (_, n) => 10 ** (from + n));
  if (all.length > 4) return all;
  const fine = all.flatMap((ten) => [ten, 2 * ten, 5 * ten]);
  const [first, last] = [fine.findLastIndex((tick) => tick <= least), fine.findIndex((tick) => tick >= most)];
  return fine.slice(Math.max(first, 0), (last < 0 ? fine.length : last) + 1);
}

function steps(most) {
  const rough = (most || 1) / 5;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((n) => n * ten).find((nice) => nice >= rough) ?? 10 * ten;
  return Array.from({ length: Math.ceil((most || 1) / step) + 1 }, (_, n) => Math.round(n * step * 1e6) / 1e6);
}
