import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { bars, wrapped } from '../../bench/chart/bars.mjs';
import { costOf, grows, slopeOf } from '../../bench/chart/fit.mjs';
import { plot, sentences, titleOf } from '../../bench/chart/plot.mjs';
import { growths } from '../../bench/chart/series.mjs';

const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

describe('slopes', () => {
  const over = (of) => [1, 10, 100, 1_000].map((x) => ({ x, y: of(x) }));
  for (const [title, of, slope, words] of [
    ['flat', () => 7, 0, 'flat: slope 0.00'],
    ['a root', (x) => Math.sqrt(x), 0.5, 'less than linear: slope 0.50'],
    ['linear', (x) => 3 * x, 1, 'linear: slope 1.00'],
    ['square', (x) => x * x, 2, 'more than linear: slope 2.00'],
  ])
    test(title, () => {
      near(slopeOf(over(of)), slope);
      assert.equal(grows(slopeOf(over(of)) + 1e-9), words);
    });
  test('a constant and what each adds', () => {
    const { start, each } = costOf(over((x) => 150 + 0.5 * x));
    near(start, 150);
    near(each, 0.5);
  });
});

/** ours = 150 + services / 2 + 3 · rtt, of a fleet whose hosts grow along. */
const fleet = [0, 20, 100].flatMap((rtt) =>
  [10, 200, 2000].map((services) => ({
    name: `no-op, ${services} services on ${services / 10} hosts, ${rtt} ms`,
    unit: /** @type {const} */ ('ms'),
    ours: 150 + services / 2 + 3 * rtt,
    floor: 40 + 2 * rtt,
    at: { services, hosts: services / 10, rtt },
  })),
);

describe('what is plotted', () => {
  test('services and hosts that grow together are one plot; round trips are another', () => {
    const found = growths(fleet);
    assert.deepEqual(found.map(titleOf), [
      'no-op, N services on N hosts, N ms: ms over services (hosts grow along)',
      'no-op, N services on N hosts, N ms: ms over ms of a round trip',
    ]);
    assert.deepEqual(
      found[0].lines.map(({ label }) => label),
      ['0 ms round trip', '20 ms round trip', '100 ms round trip'],
    );
    assert.deepEqual(
      found[0].lines[1].points.map(({ x }) => x),
      [10, 200, 2000],
    );
  });
  test('over round trips: how many are one after the other', () => {
    const said = sentences(growths(fleet)[1]);
    assert.deepEqual(said.slice(0, 2), [
      'hl, 10 services, 1 host: 155 ms + 3 × round trip',
      'floor, 10 services, 1 host: 40 ms + 2 × round trip',
    ]);
  });
  test('over services: the slope, the slope at the end, the constant', () =>
    assert.equal(
      sentences(growths(fleet)[0])[0],
      'hl, 0 ms round trip: less than linear: slope 0.37, 0.66 at its end; about 150 ms + 0.5 a service',
    ));
  test('one axis alone, in any order; two points are none', () => {
    const files = [100, 10, 1].map((n) => ({ name: `${n} files`, unit: /** @type {const} */ ('CPU-ms'), ours: n, at: { files: n } }));
    assert.deepEqual(
      growths(files).map(({ axis, lines }) => [axis, lines[0].points.map(({ x }) => x)]),
      [['files', [1, 10, 100]]],
    );
    assert.deepEqual(growths(files.slice(1)), []);
  });
  test('one host and two hosts are points of one thing', () => {
    const hosts = [1, 2, 3].map((n) => ({
      name: `on ${n} host${n === 1 ? '' : 's'}, far`,
      unit: /** @type {const} */ ('ms'),
      ours: n,
      at: { hosts: n },
    }));
    assert.deepEqual(growths(hosts).map(titleOf), ['on N hosts, far: ms over hosts']);
  });
  test('different things and units are not one line', () => {
    const of = (name, unit) => [1, 2, 3].map((n) => ({ name: `${name} ${n}`, unit, ours: n, at: { hosts: n } }));
    assert.equal(growths([...of('a', 'ms'), ...of('b', 'ms'), ...of('a', 'MB')]).length, 3);
  });
});

describe('pictures', () => {
  const result = /** @type {const} */ ({
    name: 'first <deploy>',
    unit: 'ms',
    ours: 110,
    floor: 100,
    peers: { ansible: 330 },
    spread: { ours: [99, 220] },
    target: { ratio: 1.1 },
  });
  const svg = bars('deploy', [result]);
  const widths = [...svg.matchAll(/<rect class="(?:ours|floor|peer)".*? width="([\d.]+)"/g)].map(([, width]) => Number(width));
  test('bars are as long as their figures', () => {
    near(Math.round((widths[2] / widths[0]) * 100) / 100, 3);
    near(Math.round((widths[0] / widths[1]) * 100) / 100, 1.1);
  });
  test('they say the same in words, and escape them', () =>
    assert.match(
      svg,
      /<title id="title">deploy<\/title>\n<desc id="words">first &lt;deploy&gt;: hl 110 ms, floor 100 ms, ansible 330 ms, target ≤ 1\.10 × the floor held\.<\/desc>/,
    ));
  test('nothing of a picture is outside of it', () => {
    for (const one of [svg, ...growths(fleet).map(plot)]) {
      const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(one).map(Number);
      for (const [, x, y] of one.matchAll(/ (?:c?x[12]?)="([-\d.]+)" (?:c?y[12]?)="([-\d.]+)"/g))
        assert.ok(Number(x) >= 0 && Number(x) <= width && Number(y) >= 0 && Number(y) <= height, `${x},${y}`);
      assert.ok(!one.includes('NaN') && !one.includes('undefined'));
    }
  });
  test('a figure of 0, and all figures equal, have a place', () => {
    const zero = [1, 2, 3].map((n) => ({ name: `w ${n}`, unit: /** @type {const} */ ('writes'), ours: 0, at: { hosts: n } }));
    assert.ok(!`${plot(growths(zero)[0])}${bars('x', zero)}`.includes('NaN'));
  });
  test('long names are broken between words', () => assert.deepEqual(wrapped('aa bb cccccc d', 5), ['aa bb', 'cccccc', 'd']));
});
