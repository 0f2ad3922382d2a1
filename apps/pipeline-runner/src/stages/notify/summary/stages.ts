import type { OutcomesFile, Timing } from '@hl/core';
import type { RunSummary } from '@hl/notify';
import { didNotGoThrough } from '../../../exit.js';
import { hasWork, parts } from '../../apply/parts.js';
import type { Found } from '../notify-context.js';

type Stage = RunSummary['stages'][number];

/** Where a run is. */
export interface Course {
  /** It goes on: what is not done yet is still to come. */
  readonly running: boolean;
  /** The stage that left nothing. */
  readonly left: string | null;
}

/** What stopped comes first, with its reason; the rest in the order of the pipeline. Pure. */
export function stageLines(found: Found, { running, left }: Course): Stage[] {
  const failed = found.failures.map(({ stage, error }): Stage => ({
    name: stage,
    status: 'failed',
    detail: `${error.message}${error.hint === undefined ? '' : ` → ${error.hint}`}`,
  }));
  if (left !== null) failed.push({ name: left, status: 'failed', detail: leftNothing });
  const others = inOrder(found).filter(({ name }) => !failed.some((stage) => stage.name === name));
  const next = others.findIndex(({ status }) => status === 'pending');
  const rest = others
    .map((stage, index) => (index === next && running ? { ...stage, status: 'running' as const } : stage))
    .map((stage) => (stage.status === 'pending' && !running ? { ...stage, status: 'skipped' as const } : stage));
  return [...failed, ...rest];
}

const leftNothing = 'left nothing behind: its job was killed, ran out of time or never began; its log says more';

/** Each stage that has something to do, or had; `pending` where nothing says what became of it. */
function inOrder({ plan, done, verification }: Found): Stage[] {
  if (plan?.drift === true) return [];
  const names = [...parts, ...done.map(({ stage }) => stage).filter((stage) => !(parts as readonly string[]).includes(stage))];
  const applied = names.flatMap((name): Stage[] => {
    const file = done.find(({ stage }) => stage === name);
    if (file !== undefined) return file.outcomes.length === 0 ? [] : [ended(file)];
    return plan !== null && hasWork(plan, name) ? [{ name, status: 'pending' }] : [];
  });
  const verify: Stage = verification
    ? {
        ...{ name: 'verify', status: verification.failed > 0 ? 'failed' : 'success' },
        detail: `${verification.passed} of ${verification.passed + verification.failed} checks`,
        ...took(verification.timing),
      }
    : { name: 'verify', status: 'pending' };
  const planned: Stage[] = plan === null ? [] : [{ name: 'plan', status: 'success', ...took(plan.timing) }];
  return [...planned, ...applied, ...(plan === null && verification === null ? [] : [verify])];
}

function ended({ stage, outcomes, timing }: OutcomesFile): Stage {
  const bad = outcomes.filter(didNotGoThrough).length;
  const status = bad === 0 ? 'success' : bad === outcomes.length ? 'failed' : 'warning';
  return { name: stage, status, detail: `${outcomes.length - bad} of ${outcomes.length}`, ...took(timing) };
}

const took = (timing: Timing | undefined): { ms?: number } => (timing === undefined ? {} : { ms: timing.ms });

/**
 * The stage that should have told something and did not: the first one of a run that failed, where nothing else tells why. Pure.
 *
 * @param drift the run was to look, and not to deploy
 */
export function stageThatLeftNothing({ changes, validated, plan, done, verification, failures }: Found, drift: boolean): string | null {
  if (failures.length > 0) return null;
  if (plan?.drift === true) return null;
  if (changes === null && plan === null) return drift ? 'drift' : 'detect';
  if (plan === null) return validated ? 'plan' : 'validate';
  // Where nothing went through, what comes after was not begun.
  if (done.some(({ outcomes }) => outcomes.length > 0 && outcomes.every(didNotGoThrough))) return null;
  const silent = parts.find((part) => hasWork(plan, part) && !done.some(({ stage }) => stage === part));
  return silent ?? (verification === null ? 'verify' : null);
}

/** From the beginning of the first job to the end of the last one; undefined: no job says. */
export function durationOf({ changes, plan, done, verification }: Found): number | undefined {
  const timings = [changes, plan, ...done, verification].flatMap((file) => file?.timing ?? []);
  const spans = timings
    .map(({ started, ms }) => [Date.parse(started), Date.parse(started) + ms] as const)
    .filter(([at]) => !Number.isNaN(at));
  if (spans.length === 0) return undefined;
  return Math.max(...spans.map(([, end]) => end)) - Math.min(...spans.map(([start]) => start));
}
