import { bars } from '../chart/bars.mjs';
import { grows, slopeOf } from '../chart/fit.mjs';
import { plot, sentences, titleOf } from '../chart/plot.mjs';
import { growths, oursOf } from '../chart/series.mjs';
import { amount, targetText } from '../shape/text.mjs';
import { verdict } from '../shape/verdict.mjs';
import { headline } from './headline.mjs';
import { between } from './marks.mjs';
import { pointsTable, resultsTable, table } from './table.mjs';
import { targetRows } from './targets.mjs';

/** @typedef {import('../shape/result.mjs').Suite} Suite */

export const paths = { json: 'docs/benchmarks.json', page: 'docs/benchmarks.md', readme: 'README.md' };

/**
 * All that is made of the figures: the page, the pictures, the lines in the README.
 *
 * @param {Suite[]} suites
 * @param {{ page: string, readme: string }} texts as they are, with their marks
 * @returns {Map<string, string>} text by path
 */
export function made(suites, { page, readme }) {
  const pictures = new Map();
  const pictured = (name, svg, words) => {
    pictures.set(`docs/pictures/bench-${name}.svg`, svg);
    return `![${words}](pictures/bench-${name}.svg)`;
  };
  const parts = {
    targets: table(['what', 'target', 'measured', ''], targetRows(suites)),
    machine: machines(suites),
    suites: suites.map((suite) => figures(suite, pictured)).join('\n\n'),
    growth: [...steepest(suites), ...suites.flatMap((suite) => growth(suite, pictured))].join('\n\n') || 'Not measured yet.',
    missed: missed(suites),
  };
  const whole = Object.entries(parts).reduce((text, [name, part]) => between(text, name, part), page);
  return new Map([[paths.page, whole], [paths.readme, between(readme, 'headline', headline(suites))], ...pictures]);
}

/** @param {Suite} suite */
function figures({ suite, results }, pictured) {
  // A point of a plot stands in the table where it has a target; a bar, where there is something beside it.
  const shown = results.filter(({ at, target }) => at === undefined || target !== undefined);
  const beside = shown.filter(({ floor, peers }) => floor !== undefined || peers !== undefined);
  const drawn = beside.length > 0 ? beside : shown.filter(({ target }) => target !== undefined);
  if (shown.length === 0) return `### ${suite}\n\nIts figures are points of the plots below.`;
  const picture = drawn.length === 0 ? [] : [pictured(suite, bars(suite, drawn), `${suite}: figures of the table as bars`)];
  return [`### ${suite}`, resultsTable(shown), ...picture].join('\n\n');
}

/** @param {Suite} suite */
function growth({ suite, results }, pictured) {
  const plots = growths(results);
  if (plots.length === 0) return [];
  const shown = plots.map((one, index) => {
    const name = `${suite}-${one.axis}${plots.slice(0, index).some(({ axis }) => axis === one.axis) ? `-${index + 1}` : ''}`;
    const said = sentences(one).map((sentence) => `* ${sentence}`);
    return `${pictured(name, plot(one), titleOf(one))}\n\n${said.join('\n')}`;
  });
  const points = pointsTable(results.filter(({ at }) => at !== undefined));
  return [
    `### ${suite}, over ${[...new Set(plots.map(({ axis }) => axis))].join(', ')}`,
    ...shown,
    `<details><summary>All points of ${suite}</summary>\n\n${points}\n\n</details>`,
  ];
}

/** Whether anything is worse than linear: by the last two points of each line, where constants hide least. @param {Suite[]} suites */
function steepest(suites) {
  const ends = suites.flatMap(({ suite, results }) =>
    growths(results)
      .filter(({ axis }) => axis !== 'rtt')
      .flatMap((plot) =>
        oursOf(plot)
          .filter((points) => points.every(({ y }) => y > 0))
          .map((points) => ({ name: `${suite}, *${plot.title}*, ${plot.unit} over ${plot.axis}`, slope: slopeOf(points.slice(-2)) })),
      ),
  );
  const [first] = ends.toSorted((a, b) => b.slope - a.slope);
  if (first === undefined) return [];
  return [
    `Of ${ends.length} lines the steepest at its end, between the two largest fleets or folders, is ${first.name}: ${grows(first.slope)}.`,
  ];
}

/** @param {Suite[]} suites */
function missed(suites) {
  const all = suites.flatMap(({ suite, results }) =>
    results
      .filter((result) => verdict(result) === 'missed')
      .map((result) => {
        const { name, ours, unit, note = 'its reason is not written down yet' } = result;
        return `* ${suite}, *${name}*: ${amount(ours, unit)}, target ${targetText(result)}. ${note}`;
      }),
  );
  return all.length === 0 ? 'None is.' : all.join('\n');
}

/** @param {Suite[]} suites */
function machines(suites) {
  const said = ({ node, os, cpus, model, memoryGiB, load }) =>
    `Node ${node.replace(/^v/, '')} on ${os}, ${cpus} cores (${model}), ${memoryGiB} GiB; load before it began ${load.toFixed(2)}`;
  const bySaid = new Map();
  for (const { suite, machine } of suites) bySaid.set(said(machine), [...(bySaid.get(said(machine)) ?? []), suite]);
  return (
    [...bySaid].map(([machine, names]) => (bySaid.size === 1 ? `${machine}.` : `* ${names.join(', ')}: ${machine}.`)).join('\n') ||
    'Nothing is measured yet.'
  );
}
