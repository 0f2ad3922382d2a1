import { HlError, printable } from '@hl/core';
import type { Context } from '../../context.js';
import { exitCodeOf } from '../../exit.js';
import { fail, failed, type Finding } from '../../systems/finding.js';
import { count } from '../../text/count.js';
import { examinationsOf, type Examination } from './examinations.js';
import { systemResolver, type Resolve } from './resolver.js';

export interface DoctorOptions {
  /** For each host and system. */
  readonly seconds: number;
  readonly resolve?: Resolve;
}

/** One host, one system, or this machine, and what was found there. */
export interface Examined {
  readonly target: string;
  readonly findings: readonly Finding[];
}

/** Looks at all that a deployment needs, side by side; what hangs stops nothing else. Writes nothing. */
export async function examineAll(context: Context, { seconds, resolve = systemResolver }: DoctorOptions): Promise<Examined[]> {
  if (!(seconds > 0)) throw new HlError('HL_USAGE', '--timeout is a number of seconds', { kind: 'input', hint: 'hl doctor --timeout 60' });
  const examinations = await examinationsOf(context, resolve);
  context.print.step(`looking at ${examinations.map(({ target }) => target).join(', ')}`);
  return Promise.all(examinations.map(async (one) => ({ target: one.target, findings: await inTime(one, seconds) })));
}

export async function doctor(context: Context, options: DoctorOptions): Promise<{ code: number }> {
  const { print } = context;
  const groups = await examineAll(context, options);
  print.text(linesFor(groups));
  print.step(summaryOf(groups));
  const all = groups.flatMap(({ target, findings }) => findings.map((finding) => ({ target, ...finding })));
  const bad = all.filter(({ status }) => status === 'fail');
  print.data({ findings: all, failed: bad.length, warned: all.filter(({ status }) => status === 'warn').length });
  const outcomes = bad.map(({ target, message, kind = 'bug' }) => ({ service: target, error: { code: '', message, kind } }));
  return { code: exitCodeOf(outcomes.map((one) => ({ ...one, status: 'failed' as const }))) };
}

/** The findings of each target below its name. */
export const linesFor = (groups: readonly Examined[]): string[] =>
  groups.flatMap(({ target, findings }) => (findings.length === 0 ? [] : [target, ...findings.flatMap(linesOf)]));

export function summaryOf(groups: readonly Examined[]): string {
  const all = groups.flatMap(({ findings }) => findings.map(({ status }) => status));
  const of = (status: Finding['status']): number => all.filter((one) => one === status).length;
  return `${of('pass')} passed, ${count(of('warn'), 'warning')}, ${of('fail')} failed`;
}

const signs = { pass: '✔', warn: '!', fail: '✖' } as const;

const linesOf = ({ check, status, message, hint }: Finding): string[] =>
  [`  ${signs[status]} ${check}: ${message}`, ...(hint === undefined ? [] : [`    → ${hint}`])].map((line) => printable(line));

/** What was found until the time was over. */
async function inTime({ run }: Examination, seconds: number): Promise<Finding[]> {
  const found: Finding[] = [];
  const timer = new AbortController();
  const late = new Promise<void>((done) => {
    const ring = setTimeout(() => {
      found.push(fail('answer', 'unreachable', `no answer within ${seconds} s`, 'Look at it there, or give it longer with --timeout.'));
      done();
    }, seconds * 1_000);
    timer.signal.addEventListener('abort', () => clearTimeout(ring));
  });
  const all = run((finding) => found.push(finding)).catch((thrown: unknown) => void found.push(failed('answer', thrown)));
  await Promise.race([all, late]);
  timer.abort();
  return [...found]; // what comes later is not waited for
}
