import { figure } from '../shape/text.mjs';
import { fasterThan, ratioOf } from '../shape/verdict.mjs';

/** @typedef {import('../shape/result.mjs').Result} Result */

/** @type {{ suite: string, name: RegExp, say: (result: Result) => string | null }[]} */
const figures = [
  {
    suite: 'deploy',
    name: /^first-deploy-10x1/,
    say: (result) =>
      times(result, (ratio) => `a first deploy of ten services takes ${ratio} × what \`docker compose\` takes on the host itself`),
  },
  {
    suite: 'noop',
    name: /200.*10.*20 ms/,
    say: (result) =>
      result.unit !== 'ms'
        ? null
        : `nothing to do for 200 services on ten hosts, 20 ms away: ${seconds(result.ours)}${besideAnsible(result)}`,
  },
  {
    suite: 'plan',
    name: /10,?000/,
    say: ({ unit, ours }) => (unit === 'ms' ? `a plan over 10,000 services: ${seconds(ours)}` : null),
  },
  {
    suite: 'startup',
    name: /^hl --version/,
    say: (result) => (result.unit === 'ms' ? times(result, (ratio) => `\`hl --version\` takes ${ratio} × bare Node`) : null),
  },
];

const seconds = (ms) => (ms >= 1_000 ? `${figure(ms / 1_000)} s` : `${figure(ms)} ms`);

/** Ansible's name has its version behind it, or what is left out. */
function besideAnsible(result) {
  const ansible = Object.keys(result.peers ?? {}).find((name) => /^ansible/i.test(name));
  return ansible === undefined ? '' : ` (Ansible takes ${figure(fasterThan(result, ansible))} × as long as hl)`;
}

function times(result, say) {
  const ratio = ratioOf(result);
  return ratio === null ? null : `${say(ratio.toFixed(2))}${besideAnsible(result)}`;
}

/** A few figures for the README, as they stand on the page. @param {import('../shape/result.mjs').Suite[]} suites */
export function headline(suites) {
  const said = figures.flatMap(({ suite, name, say }) => {
    const results = suites.find((one) => one.suite === suite)?.results ?? [];
    return (
      results
        .filter((result) => name.test(result.name))
        .map(say)
        .find((text) => text !== null) ?? []
    );
  });
  const where = 'All figures, how they are measured, and where a target is missed: [benchmarks](docs/benchmarks.md), by `npm run bench`.';
  if (said.length === 0) return where;
  const [{ machine }] = suites;
  return `On ${machine.cpus} cores, beside a floor and peers in the same run:\n\n${said.map((text) => `* ${text}`).join('\n')}\n\n${where}`;
}
