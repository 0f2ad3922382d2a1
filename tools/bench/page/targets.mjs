import { grows, slopeOf } from '../chart/fit.mjs';
import { growths, oursOf } from '../chart/series.mjs';
import { amount, figure } from '../shape/text.mjs';
import { fasterThan, ratioOf, verdict } from '../shape/verdict.mjs';

/** @typedef {import('../shape/result.mjs').Result} Result */

/**
 * What this project set itself, and the results that answer it: a suite, and what is in their names; `linear`: the plots that may be no steeper.
 *
 * @type {{ what: string, target: string, answers: [suite: string, name: RegExp][], linear?: [suite: string, title: RegExp] }[]}
 */
export const targets = [
  { what: 'one changed file among 10,000: `hl detect`', target: '≤ 0.5 CPU-s, ≤ 100 MB', answers: [['detect', /^one changed/]] },
  {
    what: '10,000 files, all changed: detect and validate',
    target: '≤ 2 s, ≤ 300 MB, linear to 50,000',
    answers: [['detect', /^all changed/]],
    linear: ['detect', /^all changed/],
  },
  { what: '`hl --version`, `hl --help`', target: '≤ 1.5 × bare Node', answers: [['startup', /^hl --(version|help)/]] },
  {
    what: 'first deploy of 10 services on one host, images absent and present',
    target: '≤ 1.10 × the floor on the host',
    answers: [['deploy', /^first-deploy-10x1, /]],
  },
  { what: 'first deploy of 50 services on 5 hosts', target: '≤ 1.15 × the floor', answers: [['deploy', /^first-deploy-50x5/]] },
  {
    what: 'no-op, 200 services on 10 hosts, 20 ms round trip',
    target: '≤ 3 round trips a host, < 3 s, ≥ 30 × faster than Ansible',
    answers: [
      ['noop', /^no-op, 200 services on 10 hosts, 20 ms/],
      ['deploy', /^noop-10x1$/],
    ],
  },
  { what: '500 DNS changes', target: 'one request', answers: [['dns', /500/]] },
  {
    what: 'plan over 200 services with single sign-on, nothing to do; their first apply',
    target: '≤ 12 requests to Authentik; ≤ 2 writes a service',
    answers: [['plan', /Authentik/]],
  },
  {
    what: '50 tiles, 50 routes',
    target: 'one write and one reload each',
    answers: [
      ['tiles', /50/],
      ['routes', /50/],
    ],
  },
  { what: 'plan over 10,000 services', target: '< 3 s, < 400 MB', answers: [['plan', /10,?000/]] },
  {
    what: 'no-op, 500 hosts and 10,000 services, 20 ms round trip',
    target: '< 30 s, memory flat',
    answers: [
      ['noop', /^no-op, 10,?000 services on 500 hosts, 20 ms/],
      ['memory', /./],
    ],
  },
  {
    what: 'the pipeline of one changed service as ten processes',
    target: '≤ 60 ms start-up each over `hl run`',
    answers: [['pipeline', /start-up/]],
  },
];

/** @param {Result} result */
function measured(result) {
  const { name, ours, unit, target } = result;
  const ratio = ratioOf(result);
  const more =
    target && 'ratio' in target && ratio !== null
      ? ` (${ratio.toFixed(2)} × the floor)`
      : target && 'than' in target
        ? ` (${target.than} ${figure(fasterThan(result, target.than))} × as long)`
        : '';
  return `${name}: ${amount(ours, unit)}${more}${verdict(result) === 'missed' ? ', **missed**' : ''}`;
}

const resultsOf = (suites, suite) => suites.find((one) => one.suite === suite)?.results ?? [];

/** @param {import('../shape/result.mjs').Suite[]} suites */
export const targetRows = (suites) =>
  targets.map(({ what, target, answers, linear }) => {
    const found = answers.flatMap(([suite, name]) =>
      resultsOf(suites, suite).filter((result) => name.test(result.name) && result.target !== undefined),
    );
    const plots =
      linear === undefined
        ? []
        : growths(resultsOf(suites, linear[0])).filter(({ title, axis }) => axis !== 'rtt' && linear[1].test(title));
    const lines = plots.flatMap((plot) => oursOf(plot).map((points) => ({ title: `${plot.title}, ${plot.unit}`, slope: slopeOf(points) })));
    const missed = found.some((result) => verdict(result) === 'missed') || lines.some(({ slope }) => slope > 1.1);
    const said = [...found.map(measured), ...lines.map(({ title, slope }) => `${title}: ${grows(slope)}`)];
    return [what, target, said.join('<br>'), found.length === 0 ? 'not measured' : missed ? '**missed**' : 'held'];
  });
