import type { CheckResult } from '@hl/core';
import type { Printer } from '../printer.js';
import { seenLine, tallyLine } from '../text/check-lines.js';

/** What is shown while services are looked at from outside. */
export interface ChecksProgress {
  /** A check is done; `line`: in words. */
  done(result: CheckResult, line: string): void;
  end(): void;
}

type Named = Pick<CheckResult, 'service' | 'name'>;
const id = ({ service, name }: Named): string => `${service} ${name}`;

/**
 * How many passed, failed and are left, and which, as a live line of a terminal; in GitLab all that passed as one section. What failed is a
 * line everywhere, at once.
 */
export function followChecks(print: Printer, checks: readonly Named[], clock: () => number = Date.now): ChecksProgress {
  const from = clock();
  const left = new Map(checks.map((check) => [id(check), check]));
  const results: CheckResult[] = [];
  const folded: string[] = [];
  const count = (status: CheckResult['status']): number => results.filter((result) => result.status === status).length;
  const endLive = print.live(() => {
    if (checks.length === 0) return [];
    const waiting = left.size === 0 ? '' : `  ${[...left.keys()].join(', ')}`;
    const seconds = Math.floor((clock() - from) / 1_000);
    return [`verify  ${count('pass')} passed, ${count('fail')} failed, ${checks.length - results.length} left  ${seconds} s${waiting}`];
  });
  return {
    done(result, line) {
      results.push(result);
      left.delete(id(result));
      const seen = seenLine(result);
      if (result.status === 'fail') print.step(seen === '' ? line : `${line}\n  seen: ${seen}`);
      else if (print.manner === 'sections') folded.push(line);
      else print.fine(line);
      if (result.status !== 'fail' && seen !== '') print.detail(`${id(result)}: ${seen}`);
    },
    end() {
      endLive();
      if (print.manner === 'screen') for (const line of wellLines(results, print.size().rows)) print.step(line);
      if (folded.length === 0 || print.manner !== 'sections') return;
      print.section({ name: 'checks', title: tallyLine(results), lines: folded, from, to: clock() });
    },
  };
}

/** A line for each service that all is well with, when they leave room on the screen. */
function wellLines(results: readonly CheckResult[], rows: number): string[] {
  const names = [...new Set(results.map(({ service }) => service))];
  if (names.length > rows / 2) return [];
  const of = (name: string): CheckResult[] => results.filter(({ service }) => service === name);
  const well = names.filter((name) => of(name).every(({ status }) => status !== 'fail'));
  const width = Math.max(0, ...well.map((name) => name.length));
  const passed = (name: string): string =>
    of(name)
      .flatMap((result) => (result.status === 'pass' ? result.name : []))
      .join(', ');
  return well.map((name) => `✔ ${name.padEnd(width)}  ${passed(name)}`);
}
