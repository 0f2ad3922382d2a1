import { HlError } from '@hl/core';
import { printer } from '../src/printer.js';
import type { PrinterOptions } from '../src/printer.js';

const nasty = 'a\u001b[31m\u009b1m\u0007\u202eb\r';
const shown = 'a\\u001b[31m\\u009b1m\\u0007\\u202eb\\u000d';
const marker = 'section_start:1:x[collapsed=true]\r\u001b[0Ktitle';

/** Of four rows. */
const small = { terminal: { write: () => {}, size: () => ({ columns: 80, rows: 4 }) } };

function lines(options: PrinterOptions, use: (print: ReturnType<typeof printer>) => void): string {
  const written: string[] = [];
  const sink = (text: string): void => void written.push(text);
  use(printer({ verbose: true, stdout: sink, stderr: sink, ...options }));
  return written.join('');
}

test.each<[string, (print: ReturnType<typeof printer>) => void]>([
  ['a step', (print) => print.step(nasty)],
  ['a warning', (print) => print.warn(nasty)],
  ['a detail', (print) => print.detail(nasty)],
  ['a text', (print) => print.text(nasty)],
  ['a section', (print) => print.section({ name: 's', title: nasty, lines: [nasty], from: 0, to: 0 })],
  ['an error', (print) => print.error(new HlError('X', nasty, { kind: 'refused', hint: nasty, cause: new Error(nasty) }))],
])('what would be obeyed is shown: %s', (_, use) => {
  const text = lines({}, use);
  expect(text).toContain(shown);
  expect(text).not.toMatch(/[^\P{C}\n]/u);
});

test('nothing of theirs folds a job log of GitLab, our sections do', () => {
  const text = lines({ gitlab: true }, (print) => {
    print.step(marker);
    print.section({ name: 'host', title: marker, lines: [`x\n${marker}`], from: 1_000, to: 2_000 });
  });
  expect(text.match(/section_(start|end):\d+:[^\r]*\r\u001b\[0K/g)).toEqual([
    'section_start:1:host[collapsed=true]\r\u001b[0K',
    'section_end:2:host\r\u001b[0K',
  ]);
  expect(text).toContain('\nx\\nsection_start\\u003a1:x[collapsed=true]\\u000d\\u001b[0Ktitle\n');
});

test('our colours are colours', () => {
  expect(lines({ color: true }, (print) => print.step(nasty))).toBe(`\u001b[36m›\u001b[0m ${shown}\n`);
});

test('what follows a line end stands under its line, and looks like none of ours', () => {
  expect(lines({}, (print) => print.error(new HlError('X', 'one\n✖ two\n› three', { kind: 'refused', hint: 'four' })))).toBe(
    '✖ one [the system said no: X]\n  ✖ two\n  › three\n  → four\n',
  );
});

test('for machines it is escaped as JSON does, and means the same', () => {
  const text = lines({ json: true }, (print) => print.data({ value: nasty, marker }));
  expect(JSON.parse(text)).toEqual({ value: nasty, marker });
  expect(text).not.toMatch(/[^\P{C}\n]|section_start:1/u);
});

test('a secret with characters that are escaped is hidden before they are', () => {
  const text = lines({}, (print) => {
    print.hide('p4ss\u001bword');
    print.step('is p4ss\u001bword');
  });
  expect(text).toBe('› is [REDACTED]\n');
});

test('live lines are one row each, whatever is in them', () => {
  const written: string[] = [];
  const print = printer({ terminal: { write: (text) => void written.push(text), size: () => ({ columns: 80, rows: 24 }) } });
  print.live(() => [`${nasty}\nmore`])();
  expect(written[0]).toBe(`${shown}\\nmore\n`);
});

test('of a list each is one line', () => {
  expect(lines({}, (print) => print.text(['one\ntwo', 'three']))).toBe('one\\ntwo\nthree\n');
});

test.each<[string, PrinterOptions, string]>([
  ['a screen', { ...small, verbose: false }, '\n── detect ─\n› found one\n\n── verify ─\n! one\n'],
  ['a log, at once', {}, '\n── detect ─\n› found one\n\n── remove ─\n\n── verify ─\n! one\n\n── notify ─\n'],
])('a title stands above what is printed next; on %s', (_, options, expected) => {
  const text = lines(options, (print) => {
    print.title('detect');
    print.step('found one');
    print.title('remove');
    print.title('verify');
    print.warn('one');
    print.title('notify');
  });
  expect(text.replace(/─+\n/g, '─\n')).toBe(expected);
});

test('the way out of errors that are alike is told once, and again after anything else', () => {
  const error = (what: string, hint: string): HlError => new HlError('X', what, { kind: 'input', hint });
  const text = lines({}, (print) => {
    for (const what of ['one', 'two']) print.error(error(what, 'Mend it.'));
    print.error(error('three', 'Start it.'));
    print.step('more');
    print.error(error('four', 'Start it.'));
  });
  expect(text.match(/→ .*|^✖ \w+/gm)).toEqual(['✖ one', '→ Mend it.', '✖ two', '✖ three', '→ Start it.', '✖ four', '→ Start it.']);
});

const told = (print: ReturnType<typeof printer>): void => {
  print.title('deploy');
  print.step('begun');
  print.fine('is well');
  print.list('3 services', ['one', 'two', 'three']);
  print.warn('careful');
  print.error(new HlError('X', 'wrong', { kind: 'input' }));
  print.last(['✖ deploy: one failed'], 'within');
  print.last(['✔ run: done', '  more']);
};

test.each<[string, PrinterOptions, string[]]>([
  [
    'a log',
    {},
    [
      '› begun',
      '› is well',
      '› one',
      '› two',
      '› three',
      '! careful',
      '✖ wrong [yours to correct: X]',
      '✖ deploy: one failed',
      '✔ run: done',
      '  more',
    ],
  ],
  [
    'a small screen',
    { ...small, verbose: false },
    [
      '› begun',
      '› one',
      '› two',
      '› and 1 more',
      '! careful',
      '✖ wrong [yours to correct: X]',
      '✖ deploy: one failed',
      '✔ run: done',
      '  more',
    ],
  ],
  [
    'with --verbose',
    small,
    [
      '› begun',
      '› is well',
      '› one',
      '› two',
      '› three',
      '! careful',
      '✖ wrong [yours to correct: X]',
      '✖ deploy: one failed',
      '✔ run: done',
      '  more',
    ],
  ],
  ['with --quiet', { quiet: true }, ['✖ wrong [yours to correct: X]', '✔ run: done', '  more']],
  ['with --json and --quiet', { quiet: true, json: true }, ['✖ wrong [yours to correct: X]']],
])('what is told in %s', (_, options, expected) => {
  expect(
    lines(options, told)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('──')),
  ).toEqual(expected);
});

test('what a line of the end begins with is coloured, too', () => {
  expect(lines({ color: true }, (print) => print.last(['✔ run: done', '  more ✔']))).toBe('\u001b[32m✔\u001b[0m run: done\n  more ✔\n');
});
