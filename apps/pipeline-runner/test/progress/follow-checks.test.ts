import type { CheckResult } from '@hl/core';
import { printer, type PrinterOptions } from '../../src/printer.js';
import { followChecks } from '../../src/progress/follow-checks.js';

const result = (service: string, name: string, status: CheckResult['status']): CheckResult => ({
  ...{ service, name, status, expected: 'x', actual: 'y', attempts: 1, ms: 1 },
});
const checks = [
  result('metube', 'port', 'pass'),
  result('metube', 'route', 'pass'),
  result('films', 'port', 'fail'),
  result('films', 'dns', 'pass'),
];

function shown(options: PrinterOptions, rows = 24): string[] {
  const written: string[] = [];
  const sink = (text: string): void => void written.push(text);
  const terminal = options.terminal === undefined ? {} : { terminal: { write: sink, size: () => ({ columns: 60, rows }) } };
  let now = 0;
  const progress = followChecks(printer({ stdout: sink, stderr: sink, ...options, ...terminal }), checks, () => now);
  for (const check of checks) {
    progress.done(check, `${check.service} ${check.name}`);
    now += 1_000;
  }
  progress.end();
  return written
    .join('')
    .replace(/\r\u001b\[\d+A\u001b\[J/g, '\n')
    .split('\n')
    .filter((line) => line !== '');
}

const screen = { terminal: { write: () => {}, size: () => ({ columns: 60, rows: 24 }) } };

test('in a log each is a line', () => {
  expect(shown({})).toEqual(['› metube port', '› metube route', '› films port', '› films dns']);
});

test('on a screen what failed is a line at once, the rest is counted, and a service with which all is well is one', () => {
  const lines = shown(screen).filter((line) => !line.startsWith('verify'));
  expect(lines).toEqual(['› films port', '› ✔ metube  port, route']);
});

test('how many passed, failed and are left, and which', () => {
  const written: string[] = [];
  const terminal = { write: (text: string) => void written.push(text), size: () => ({ columns: 60, rows: 24 }) };
  let now = 0;
  const progress = followChecks(printer({ terminal, stdout: () => {}, stderr: () => {} }), checks, () => now);
  expect(written.at(-1)).toBe('verify  0 passed, 0 failed, 4 left  0 s  metube port, metu…\n');
  progress.done(checks[0] as CheckResult, '');
  now = 7_900;
  progress.done(checks[2] as CheckResult, 'failed');
  expect(written.at(-1)).toBe('verify  1 passed, 1 failed, 2 left  7 s  metube route, fil…\n');
});

test('of more services than half a screen has rows for, those that are well are only counted', () => {
  expect(shown(screen, 2).filter((line) => line.includes('✔'))).toEqual([]);
});

test('in GitLab what passed is folded under the counts, what failed is not', () => {
  const lines = shown({ gitlab: true }).map((line) => line.replace(/\u001b\[0K|\r/g, '').replace(/:\d+:/, ':'));
  expect(lines).toEqual([
    '› films port',
    'section_start:checks[collapsed=true]3 checks passed, 1 failed, 0 skipped',
    'metube port',
    'metube route',
    'films dns',
    'section_end:checks',
  ]);
});

test('what failed is told with --quiet neither, for the errors are; and each is a line with --verbose', () => {
  expect(shown({ quiet: true })).toEqual([]);
  expect(shown({ ...screen, verbose: true }).filter((line) => line.startsWith('›'))).toHaveLength(4);
});

test('what was seen stands under what failed; of what passed it is a detail', () => {
  const written: string[] = [];
  const sink = (text: string): void => void written.push(text);
  const progress = followChecks(printer({ stdout: sink, verbose: true }), checks);
  const evidence = { status: '502', title: '', server: 'nginx', body: `<html>\n ${'x'.repeat(400)}` };
  progress.done({ ...result('films', 'port', 'fail'), evidence }, 'films port\n  → Look.');
  progress.done({ ...result('films', 'dns', 'pass'), evidence: { addresses: '192.0.2.7', ttl: '300' } }, 'films dns');
  progress.end();
  expect(written.join('')).toBe(
    `› films port\n  → Look.\n  seen: status 502, server nginx, body <html> ${'x'.repeat(72)}…\n› films dns\n· films dns: addresses 192.0.2.7, ttl 300\n`,
  );
});
