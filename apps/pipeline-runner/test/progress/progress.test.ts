import type { Change, Outcome } from '@hl/core';
import { printer } from '../../src/printer.js';
import { follow } from '../../src/progress/follow.js';
import type { Lane } from '../../src/progress/lane.js';
import { liveLines } from '../../src/progress/lines.js';
import { gitlabSections } from '../../src/progress/section.js';
import { screen } from '../../src/progress/screen.js';
import { terminal } from './terminal.js';

const host = (name: string, more: Partial<Lane> = {}): Lane => ({
  ...{ name, host: true, total: 10, done: 0, failed: 0, since: null, inFlight: new Map() },
  ...more,
});

const busy = [
  host('docker-media', { done: 3, failed: 1, since: 1_000, inFlight: new Map([['metube', 'pull'], ['jellyfin', 'watch']]) }), // prettier-ignore
  host('nas', { since: 9_000 }),
  host('pi', {}),
  host('done', { total: 1, done: 1, since: 1_000 }),
];

test.each([
  [
    'wide',
    { columns: 80, rows: 24 },
    [
      'docker-media  3/10, 1 not  12 s  metube pull, jellyfin watch',
      'nas           0/10          4 s  looking',
      'pi            0/10               waiting',
    ],
  ],
  [
    'narrow',
    { columns: 40, rows: 24 },
    ['docker-media  3/10, 1 not  12 s  metub…', 'nas           0/10          4 s  looki…', 'pi            0/10               waiti…'],
  ],
  ['few rows', { columns: 80, rows: 3 }, ['docker-media  3/10, 1 not  12 s  metube pull, jellyfin watch', 'and 2 more']],
  ['no room', { columns: 2, rows: 1 }, ['…']],
])('one line a host that is not done: %s', (_, size, lines) => {
  expect(liveLines(busy, { ...size, now: 13_000 })).toEqual(lines);
});

test('lines that stay go above those that are drawn over, also when the window becomes narrower; at the end only they are there', () => {
  const term = terminal(40);
  let look = (): void => {};
  const { above, live } = screen(term, (redraw) => ((look = redraw), () => {}));
  let text = 'one';
  above(() => term.write('before\n'));
  const end = live(({ columns }) => [`${text} `.padEnd(columns - 1, '.'), `of ${columns}`]);
  above(() => term.write('first\n'));
  term.write('^C');
  text = 'two';
  look();
  expect(term.shown()).toEqual(['before', 'first', 'two '.padEnd(39, '.'), 'of 40']);
  term.shrink(12);
  look();
  expect(term.shown()).toEqual(['before', 'first', 'two .......', 'of 12']);
  above(() => term.write('second\n'));
  end();
  above(() => term.write('after\n'));
  expect(term.shown()).toEqual(['before', 'first', 'second', 'after']);
});

/** As GitLab reads a job log. */
const marker = /\u001b\[0Ksection_(start|end):(\d+):([A-Za-z0-9_.-]+)(\[[a-z=]+\])?\r\u001b\[0K/g;

test('sections are whole, and no name comes twice', () => {
  const write = gitlabSections();
  const log = ['a b', 'a_b', 'a_b', 'a_b_2'].map((name) => write({ name, title: name, lines: ['x'], from: 1_999, to: 3_000 })).join('');
  const marks = [...log.matchAll(marker)].map(([, what, time, name, options]) => [what, time, name, options]);
  const names = ['a_b', 'a_b_2', 'a_b_3', 'a_b_2_2'];
  expect(marks).toEqual(names.flatMap((name) => [['start', '1', name, '[collapsed=true]'], ['end', '3', name, undefined]])); // prettier-ignore
});

const change = (key: string): Change => ({ system: 'compose', key, service: key.split('/')[1] ?? '', before: null, after: {} });
const outcome = (key: string, status: Outcome['status']): Outcome => ({ ...change(key), status, ms: 1 });

function deployment(options: Parameters<typeof printer>[0]): string {
  const written: string[] = [];
  const sink = (text: string): void => void written.push(text);
  const print = printer({ stdout: sink, stderr: sink, ...options });
  let time = 0;
  const progress = follow(print, ['a/one', 'a/two', 'b/three', 'b/four', 'c/five'].map(change), () => (time += 100));
  const finish = (key: string, status: Outcome['status']): void => progress.finish(outcome(key, status), `${status} ${key}`);
  progress.begin(['a/one', 'a/two', 'b/three'].map(change));
  progress.step('a', 'one', 'pull');
  progress.step('b', 'three', 'pull');
  finish('b/three', 'failed');
  progress.step('a', 'two', 'switch');
  finish('a/one', 'applied');
  finish('a/two', 'applied');
  progress.end();
  progress.end();
  return written.join('');
}

test('plain lines: one for each service, one for each host', () => {
  expect(deployment({}).replace(/\(.*\)/g, '(time)')).toBe(
    '› failed b/three\n› applied a/one\n› applied a/two\n› a: 2 of 2 services done (time)\n› b: 0 of 2 services done, 1 not, stopped (time)\n',
  );
});

test('in GitLab the steps of a host are together in its section, whatever goes on beside it and however it ends', () => {
  const log = deployment({ gitlab: true });
  const sections = [...log.matchAll(/section_start:\d+:(\w+)[^]*?section_end:\d+:\1\r/g)].map(([text, name]) => [
    name,
    [...text.matchAll(/(\w+: \w+|\w+ \w\/\w+)$/gm)].map(([line]) => line),
  ]);
  expect(sections).toEqual([
    ['host_a', ['one: pull', 'two: switch', 'applied a/one', 'applied a/two']],
    ['host_b', ['three: pull', 'failed b/three']],
  ]);
  expect([...log.matchAll(marker)]).toHaveLength(4);
  expect(log.replace(/\u001b\[0Ksection_start[^]*?section_end[^\n]*\n/g, '')).toBe('› failed b/three\n› applied a/one\n› applied a/two\n');
});

test('secrets are hidden in live lines and in sections', () => {
  const term = terminal(80);
  const written: string[] = [];
  const print = printer({ terminal: term, stdout: term.write, stderr: term.write });
  const log = printer({ gitlab: true, stdout: (text) => void written.push(text) });
  for (const each of [print, log]) each.hide('p4ssword');
  const end = print.live(() => ['live p4ssword']);
  expect(term.shown()).toEqual(['live [REDACTED]']);
  end();
  log.section({ name: 's', title: 't', lines: ['p4ssword'], from: 0, to: 0 });
  expect(written.join('')).toContain('[REDACTED]');
});

test.each([
  ['--json', { json: true }],
  ['--quiet', { quiet: true }],
])('nothing is drawn over with %s', (_, options) => {
  const term = terminal(80);
  printer({ ...options, terminal: term }).live(() => ['x']);
  expect(term.shown()).toEqual([]);
});
