/**
 * What a suite gives, and what `--json` writes: medians in one unit, of alternating runs.
 *
 * @typedef {[least: number, most: number]} Spread
 * @typedef {{ most: number } | { ratio: number } | { faster: number, than: string }} Target
 *   `most`: of ours; `ratio`: of ours to the floor at most; `faster`: times as fast as the peer `than`, or more
 * @typedef {'services' | 'hosts' | 'rtt' | 'files' | 'runners'} Axis `rtt`: milliseconds of a round trip
 * @typedef {'ms' | 'CPU-ms' | 'MB' | 'requests' | 'writes' | 'round trips' | 'reads' | 'connections' | 'reloads'} Unit
 * @typedef {object} Result
 * @property {string} name
 * @property {Unit} unit
 * @property {number} ours
 * @property {number} [floor]
 * @property {Record<string, number>} [peers]
 * @property {Target} [target]
 * @property {{ ours: Spread, floor?: Spread, peers?: Record<string, Spread> }} [spread]
 * @property {number} [runs]
 * @property {Partial<Record<Axis, number>>} [at] where on the plots of growth
 * @property {string} [note] what the floor is; why a target is missed
 *
 * @typedef {{ node: string, os: string, cpus: number, model: string, memoryGiB: number, load: number }} Machine
 * @typedef {{ suite: string, machine: Machine, results: Result[] }} Suite
 */

const units = ['ms', 'CPU-ms', 'MB', 'requests', 'writes', 'round trips', 'reads', 'connections', 'reloads'];
export const axes = ['services', 'hosts', 'rtt', 'files', 'runners'];
const fields = ['name', 'unit', 'ours', 'floor', 'peers', 'target', 'spread', 'runs', 'at', 'note'];

const figure = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const figures = (value) => typeof value === 'object' && value !== null && Object.values(value).every(figure);
const range = (value) => Array.isArray(value) && value.length === 2 && value.every(figure) && value[0] <= value[1];

/** A thousandth of a unit is enough. @param {Result[]} results @returns {Result[]} */
export const rounded = (results) =>
  JSON.parse(JSON.stringify(results, (_, value) => (typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value)));

/** What is wrong with something that a suite gave; empty where nothing is. */
export function problems(/** @type {any} */ result) {
  if (typeof result?.name !== 'string' || result.name === '') return ['a result without a name'];
  const { name, unit, ours, floor, peers = {}, target, spread, runs, at = {}, note = '' } = result;
  const wrong = [
    [!units.includes(unit), `its unit is ${unit}; there are ${units.join(', ')}`],
    [!figure(ours), 'ours is no figure'],
    [floor !== undefined && !(figure(floor) && floor > 0), 'its floor is no figure above 0'],
    [!figures(peers), 'a peer is no figure'],
    [!figures(at) || Object.keys(at).some((axis) => !axes.includes(axis)), `at is not made of ${axes.join(', ')}`],
    [runs !== undefined && !(Number.isInteger(runs) && runs > 0), 'runs is no count'],
    [typeof note !== 'string' || /[\n|]/.test(note), 'its note is more than one line, or has a |'],
    [/[\n|]/.test(name), 'its name has more than one line, or a |'],
    [
      spread !== undefined && ![spread?.ours, ...(spread?.floor ? [spread.floor] : []), ...Object.values(spread?.peers ?? {})].every(range),
      'its spread is no [least, most]',
    ],
    [
      target !== undefined && !meaningful(target, result),
      'its target is none of { most }, { ratio } with a floor, { faster, than } with that peer',
    ],
    ...Object.keys(result)
      .filter((key) => result[key] !== undefined)
      .map((key) => [!fields.includes(key), `there is no field ${key}`]),
  ];
  return wrong.filter(([is]) => is).map(([, text]) => `${name}: ${text}`);
}

const meaningful = (target, { floor, peers = {} }) =>
  ('most' in target && figure(target.most)) ||
  ('ratio' in target && figure(target.ratio) && floor !== undefined) ||
  ('faster' in target && figure(target.faster) && peers[target.than] !== undefined);
