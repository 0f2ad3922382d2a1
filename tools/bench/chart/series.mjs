import { axes } from '../shape/result.mjs';
import { amount } from '../shape/text.mjs';

/**
 * @typedef {import('../shape/result.mjs').Result} Result
 * @typedef {{ x: number, result: Result }} Point
 * @typedef {{ axis: string, unit: string, title: string, along: string[], lines: { label: string, points: Point[] }[] }} Growth
 *   `along`: axes that grow with this one
 */

const fewest = 3;

const number = /\d+([.,]\d+)*/g;

/** Results that differ in nothing but the numbers in their names, and in what they are of, are points of one thing. */
const thingOf = ({ name, unit }) => `${unit} ${name.replace(number, '#').replace(/# (\w+?)s?\b/g, '# $1')}`;

/** One name for all points: numbers that differ are N. */
function common(names) {
  const numbers = names.map((name) => name.match(number) ?? []);
  let index = -1;
  const longest = names.toSorted((a, b) => b.length - a.length)[0];
  return longest.replace(number, (one) => ((index += 1), numbers.every((all) => all[index] === one) ? one : 'N'));
}

function grouped(all, keyOf) {
  const groups = {};
  for (const one of all) (groups[keyOf(one)] ??= []).push(one);
  return /** @type {any[][]} */ (Object.values(groups));
}

const different = (results, axis) => new Set(results.map(({ at }) => at[axis])).size;

const said = (axis, value) => (axis === 'rtt' ? `${value} ms round trip` : amount(value, axis));

/**
 * The plots that the points of a suite allow: each thing over each axis on which it has three points or more while the other axes stand still.
 * Where services and hosts only grow together, they are one plot, which says so.
 *
 * @param {Result[]} results
 * @returns {Growth[]}
 */
export function growths(results) {
  const points = results.filter(({ at }) => at !== undefined && Object.keys(at).length > 0);
  return grouped(points, thingOf).flatMap((/** @type {Result[]} */ thing) => {
    const over = (axis) =>
      plot(
        thing,
        axis,
        axes.filter((other) => other !== axis),
      );
    const sizes = axes.filter((axis) => axis !== 'rtt').flatMap(over);
    const first = axes.find((axis) => axis !== 'rtt' && different(thing, axis) >= fewest);
    const together = sizes.length > 0 || first === undefined ? [] : plot(thing, first, ['rtt', 'runners']);
    return [...sizes, ...together, ...over('rtt')];
  });
}

function plot(thing, axis, still) {
  const has = thing.filter(({ at }) => at[axis] !== undefined);
  const groups = grouped(has, ({ at }) => JSON.stringify(still.map((other) => at[other] ?? null))).filter(
    (group) => different(group, axis) >= fewest,
  );
  if (groups.length === 0) return [];
  const told = still.filter((other) => different(groups.flat(), other) > 1 || groups.length === 1);
  const lines = groups.map((group) => ({
    label: told
      .filter((other) => group[0].at[other] !== undefined)
      .map((other) => said(other, group[0].at[other]))
      .join(', '),
    points: group.map((result) => ({ x: result.at[axis], result })).toSorted((a, b) => a.x - b.x),
  }));
  const along = axes.filter((other) => other !== axis && groups.some((group) => different(group, other) > 1));
  return [{ axis, unit: has[0].unit, title: common(has.map(({ name }) => name)), along, lines }];
}

/** Ours of each line of a plot. @param {Growth} growth */
export const oursOf = ({ lines }) => lines.map(({ points }) => points.map(({ x, result }) => ({ x, y: result.ours })));
