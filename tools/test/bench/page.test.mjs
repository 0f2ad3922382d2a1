import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { between } from '../../bench/page/marks.mjs';
import { made } from '../../bench/page/page.mjs';
import { pointsTable, resultsTable } from '../../bench/page/table.mjs';
import { targetRows, targets } from '../../bench/page/targets.mjs';
import { amount, figure, targetText } from '../../bench/shape/text.mjs';

describe('figures for people', () => {
  for (const [value, expected] of [
    [0, '0'],
    [0.0123, '0.012'],
    [1.005, '1'],
    [1.256, '1.26'],
    [12.345, '12.3'],
    [999.6, '1,000'],
    [12_345.6, '12,346'],
  ])
    test(`${value}`, () => assert.equal(figure(value), expected));
  test('one of a unit', () =>
    assert.deepEqual(
      [amount(1, 'requests'), amount(2, 'requests'), amount(1, 'ms'), amount(1, 'CPU-ms'), amount(1, 'round trips')],
      ['1 request', '2 requests', '1 ms', '1 CPU-ms', '1 round trip'],
    ));
  for (const [target, expected] of [
    [{ most: 1 }, '≤ 1 request'],
    [{ ratio: 1.5 }, '≤ 1.50 × the floor'],
    [{ faster: 30, than: 'ansible' }, '≥ 30 × faster than ansible'],
  ])
    test(expected, () => assert.equal(targetText({ name: 'a', unit: 'requests', ours: 1, target }), expected));
});

test('a table has ours, the floor, peers, and what is to be said', () => {
  const text = resultsTable([
    {
      name: 'a',
      unit: 'ms',
      ours: 20,
      floor: 10,
      peers: { slow: 100 },
      spread: { ours: [19, 22] },
      runs: 5,
      target: { ratio: 1.5 },
      note: 'why',
    },
    { name: 'b', unit: 'writes', ours: 1 },
  ]);
  assert.equal(
    text.replaceAll('\u00a0', ' '),
    `| what | ours | spread | floor, ratio | peers | target |
| --- | --- | --- | --- | --- | --- |
| a | 20 ms | 19 … 22, 5 runs | 10, 2.00 × | slow 100, 5 × | ≤ 1.50 × the floor: **missed** |
| b | 1 write |  |  |  |  |

* *a*: why`,
  );
  assert.equal(
    pointsTable([{ name: 'a', unit: 'ms', ours: 1, at: { services: 1_000, rtt: 0 } }]),
    '| what | services | round trip, ms | ours | floor |\n| --- | --- | --- | --- | --- |\n| a | 1,000 | 0 | 1 ms |  |',
  );
});

test('what people wrote around the marks stays', () => {
  const page = 'a\n<!-- bench:x -->\nold\n<!-- /bench:x -->\nb $&\n';
  const once = between(page, 'x', 'new $1');
  assert.equal(once, 'a\n<!-- bench:x -->\n\nnew $1\n\n<!-- /bench:x -->\nb $&\n');
  assert.equal(between(once, 'x', 'new $1'), once);
  assert.throws(() => between(page, 'y', ''), /lacks <!-- bench:y -->/);
});

const machine = { node: 'v20.19.0', os: 'Linux 6 x64', cpus: 2, model: 'A', memoryGiB: 8, load: 0.5 };
const pages = {
  page: readFileSync(new URL('../../../docs/benchmarks.md', import.meta.url), 'utf8'),
  readme: readFileSync(new URL('../../../README.md', import.meta.url), 'utf8'),
};
/** @type {import('../../bench/shape/result.mjs').Suite} */
const startup = {
  suite: 'startup',
  machine,
  results: [
    { name: 'hl --version', unit: 'ms', ours: 60, floor: 50, target: { ratio: 1.5 } },
    { name: 'hl --help', unit: 'ms', ours: 80, floor: 50, target: { ratio: 1.5 }, note: 'it loads all rows' },
  ],
};

describe('the targets', () => {
  const rowOf = (suites) => targetRows(suites).find(([what]) => what.includes('--version'));
  test('each has a row, measured or not', () => {
    assert.equal(targets.length, 12);
    assert.deepEqual(
      targetRows([]).map((row) => row.at(-1)),
      Array(12).fill('not measured'),
    );
  });
  test('one that is missed is missed for all', () =>
    assert.deepEqual(rowOf([startup]).slice(2), [
      'hl --version: 60 ms (1.20 × the floor)<br>hl --help: 80 ms (1.60 × the floor), **missed**',
      '**missed**',
    ]));
  test('what has to be linear is missed where it is steeper', () => {
    const detect = (power) => ({
      suite: 'detect',
      machine,
      results: [1, 10, 100].map((files) => ({
        name: `all changed of ${files} files: hl detect`,
        unit: /** @type {const} */ ('CPU-ms'),
        ours: files ** power,
        at: { files },
        ...(files === 1 && { target: { most: 5 } }),
      })),
    });
    const row = (power) => targetRows([detect(power)])[1].slice(2);
    const said = 'all changed of 1 files: hl detect: 1 CPU-ms<br>all changed of N files: hl detect, CPU-ms:';
    assert.deepEqual(row(1), [`${said} linear: slope 1.00`, 'held']);
    assert.deepEqual(row(2), [`${said} more than linear: slope 2.00`, '**missed**']);
  });
  test('held', () => assert.equal(rowOf([{ ...startup, results: startup.results.slice(0, 1) }]).at(-1), 'held'));
  test('a figure without a target answers none', () =>
    assert.equal(rowOf([{ ...startup, results: [{ name: 'hl --version', unit: 'ms', ours: 60 }] }]).at(-1), 'not measured'));
});

describe('the page', () => {
  const growing = [1, 10, 100].map((hosts) => ({ name: `${hosts} hosts`, unit: /** @type {const} */ ('ms'), ours: hosts, at: { hosts } }));
  const first = {
    name: 'first-deploy-10x1, images present',
    unit: /** @type {const} */ ('ms'),
    ours: 1_050,
    floor: 1_000,
    peers: { 'Ansible 2.19': 3_150 },
  };
  const suites = [
    startup,
    { suite: 'deploy', machine, results: [first] },
    { suite: 'noop', machine: { ...machine, load: 3 }, results: growing },
  ];
  const files = made(suites, pages);
  test('a picture a suite and a plot, each shown', () => {
    assert.deepEqual(
      [...files.keys()].filter((path) => path.endsWith('.svg')),
      ['docs/pictures/bench-startup.svg', 'docs/pictures/bench-deploy.svg', 'docs/pictures/bench-noop-hosts.svg'],
    );
    for (const [, path] of files.get('docs/benchmarks.md').matchAll(/!\[.*?\]\((.*?)\)/g)) assert.ok(files.has(`docs/${path}`), path);
  });
  test('the steepest of all lines is named', () =>
    assert.match(
      files.get('docs/benchmarks.md'),
      /Of 1 lines the steepest at its end, .* is noop, \*N hosts\*, ms over hosts: linear: slope 1\.00\./,
    ));
  test('what is missed stands there with the reason', () =>
    assert.match(files.get('docs/benchmarks.md'), /\* startup, \*hl --help\*: 80 ms, target ≤ 1\.50 × the floor\. it loads all rows/));
  test('suites of two machines name theirs', () =>
    assert.match(files.get('docs/benchmarks.md'), /\* noop: Node 20\.19\.0 .* load before it began 3\.00/));
  test('the README says the same figure', () =>
    assert.match(files.get('README.md'), /a first deploy of ten services takes 1\.05 × .* \(Ansible takes 3 × as long as hl\)/));
  test('the same figures make the same page', () =>
    assert.deepEqual(made(suites, { page: files.get('docs/benchmarks.md'), readme: files.get('README.md') }), files));
});
