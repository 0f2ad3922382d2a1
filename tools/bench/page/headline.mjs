import { figure } from '../shape/text.mjs';
import { fasterThan, ratioOf } from '../shape/verdict.mjs';

/** @typedef {import('../shape/result.mjs').Result} Result */

/** @type {{ suite: string, name: RegExp, say: (result: Result) => string }[]} */
const figures = [
  {
    suite: 'deploy',
    name: /^first-deploy-10x1, images present/,
    say: (result) =>
      `a first deploy of ten services takes ${ratioOf(result).toFixed(2)} × what \`docker compose\` takes on the host itself${besideAnsible(result)}`,
  },
  {
    suite: 'deploy',
    name: /^noop-10x1$/,
    say: (result) => `nothing to do for ten services on a real host: ${seconds(result.ours)}${besideAnsible(result)}`,
  },
  {
    suite: 'noop',
    name: /^no-op, 200 services on 10 hosts, 20 ms/,
    say: ({ ours }) => `nothing to do for 200 services on ten hosts, each 20 ms away: ${seconds(ours)}`,
  },
  { suite: 'plan', name: /^plan over 10,?000 services/, say: ({ ours }) => `a plan over 10,000 services: ${seconds(ours)}` },
];

const seconds = (ms) => (ms >= 1_000 ? `${figure(ms / 1_000)} s` : `${figure(ms)} ms`);

/** Ansible's name has its version behind it, or what is left out. */
function besideAnsible(result) {
  const ansible = Object.keys(result.peers ?? {}).find((name) => /^ansible/i.test(name));
  return ansible === undefined ? '' : ` (Ansible takes ${figure(fasterThan(result, ansible))} × as long as hl)`;
}

/** A few figures for the README, as they stand on the page. @param {import('../shape/result.mjs').Suite[]} suites */
export function headline(suites) {
  const said = figures.flatMap(({ suite, name, say }) => {
    const results = suites.find((one) => one.suite === suite)?.results ?? [];
    const result = results.find((one) => one.unit === 'ms' && name.test(one.name));
    return result === undefined ? [] : say(result);
  });
  const where = 'All figures, how they are measured, and where a target is missed: [benchmarks](docs/benchmarks.md), by `npm run bench`.';
  if (said.length === 0) return where;
  const [{ machine }] = suites;
  return `On ${machine.cpus} cores, beside a floor and peers in the same run:\n\n${said.map((text) => `* ${text}`).join('\n')}\n\n${where}`;
}
