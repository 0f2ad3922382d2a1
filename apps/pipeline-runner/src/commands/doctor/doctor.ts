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

/** Looks at all that a deployment needs, side by side; what hangs stops nothing else. Writes nothing. */
export async function doctor(context: Context, { seconds, resolve = systemResolver }: DoctorOptions): Promise<{ code: number }> {
  const { print } = context;
  if (!(seconds > 0)) throw new HlError('HL_USAGE', '--timeout is a number of seconds', { kind: 'input', hint: 'hl doctor --timeout 60' });
  const examinations = await examinationsOf(context, resolve);
  print.step(`looking at ${examinations.map(({ target }) => target).join(', ')}`);
  const groups = await Promise.all(examinations.map(async (one) => ({ target: one.target, findings: await inTime(one, seconds) })));
  print.text(groups.flatMap(({ target, findings }) => (findings.length === 0 ? [] : [target, ...findings.flatMap(linesOf)])));

  const all = groups.flatMap(({ target, findings }) => findings.map((finding) => ({ target, ...finding })));
  const bad = all.filter(({ status }) => status === 'fail');
  const warned = all.filter(({ status }) => status === 'warn').length;
  print.step(`${all.length - bad.length - warned} passed, ${count(warned, 'warning')}, ${bad.length} failed`);
  print.data({ findings: all, failed: bad.length, warned });
  const outcomes = bad.map(({ target, message, kind = 'bug' }) => ({ service: target, error: { code: '', message, kind } }));
  return { code: exitCodeOf(outcomes.map((one) => ({ ...one, status: 'failed' as const }))) };
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
