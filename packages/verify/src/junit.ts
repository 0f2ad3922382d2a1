import { groupBy, printable, type CheckResult } from '@hl/core';

/**
 * Results as JUnit XML for GitLab's test report: one suite a service, `classname` is the service, `name` the check.
 * GitLab drops a case whose class and name came before, so a second one of a name gets a number.
 *
 * Source: https://docs.gitlab.com/ci/testing/unit_test_reports/
 */
export function junit(results: readonly CheckResult[]): string {
  const services = groupBy(results, ({ service }) => service);
  const lines = ['<?xml version="1.0" encoding="UTF-8"?>', `<testsuites ${totals(results)}>`];
  for (const [service, own] of services) {
    lines.push(`  <testsuite name="${escape(service)}" ${totals(own)}>`);
    const seen = new Map<string, number>();
    for (const result of own) {
      const times = (seen.get(result.name) ?? 0) + 1;
      seen.set(result.name, times);
      lines.push(...testcase(result, times === 1 ? result.name : `${result.name} (${times})`));
    }
    lines.push('  </testsuite>');
  }
  return [...lines, '</testsuites>', ''].join('\n');
}

function testcase({ service, status, expected, actual, attempts, ms, hint, evidence = {} }: CheckResult, name: string): string[] {
  const open = `    <testcase classname="${escape(service)}" name="${escape(name)}" time="${seconds(ms)}"`;
  const told = Object.entries(evidence).map(([about, text]) => escape(`${about}: ${text}`));
  const seen = told.length === 0 ? [] : [`      <system-out>${told.join('\n')}</system-out>`];
  const end = [...seen, '    </testcase>'];
  if (status === 'pass') return seen.length === 0 ? [`${open}/>`] : [`${open}>`, ...end];
  if (status === 'skip') return [`${open}>`, `      <skipped message="${escape(actual)}"/>`, ...end];
  const text = [
    `expected: ${expected}`,
    `actual:   ${actual}`,
    `tried:    ${attempts} times`,
    ...(hint === undefined ? [] : [`hint:     ${hint}`]),
  ]
    .map(escape)
    .join('\n');
  return [`${open}>`, `      <failure message="${escape(actual)}" type="${escape(name)}">${text}</failure>`, ...end];
}

function totals(results: readonly CheckResult[]): string {
  const count = { pass: 0, fail: 0, skip: 0 };
  let longest = 0;
  for (const { status, ms } of results) {
    count[status] += 1;
    longest = Math.max(longest, ms);
  }
  return `tests="${results.length}" failures="${count.fail}" errors="0" skipped="${count.skip}" time="${seconds(longest)}"`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

const xml = (text: string): string => text.replace(/[&<>"']/g, (char) => entities[char] ?? char);

/** XML 1.0 has no place for most control characters and for halves of surrogate pairs, not even escaped; `printable` leaves none. */
const escape = (text: string): string => xml(printable(text));
