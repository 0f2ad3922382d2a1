import { HlError } from '@hl/core';
import type { Context } from '../context.js';
import { mayContinue, partly } from '../exit.js';
import * as jobs from '../job.js';
import type { Ended, Job } from '../job.js';
import { editsIn } from '../repository/edits.js';
import { parts } from '../stages/apply/parts.js';
import { live } from '../stages/notify/live.js';
import type { DetectArguments } from '../stages/detect.js';
import type { PlanArguments } from '../stages/plan/plan.js';
import { idle } from '../summary/summary.js';
import { tellRun, type Stop } from '../summary/tell-run.js';
import { withLease } from '../state/lease.js';

/** What is said of a run: all; how far it has come, and somebody else has the last word; nothing. */
export type Tell = 'all' | 'progress' | 'nothing';

/** Stages that tell of themselves. */
const told: readonly string[] = ['plan', ...parts, 'verify'];

const stopped = new HlError('HL_STOPPED', 'it was told to stop', {
  kind: 'input',
  hint: 'The next run takes up what is not finished: hl run.',
});

/** The whole pipeline on one machine, the fleet leased from the start: the same jobs, the same rules about going on as in CI. */
export async function run(
  { context, artifacts, failures }: Job,
  { tell = 'all', ...args }: DetectArguments & PlanArguments & { readonly tell?: Tell },
): Promise<Ended> {
  const { print } = context;
  const edits = await editsIn(context);
  if (edits.length > 0)
    throw new HlError('HL_UNCOMMITTED', `not as committed: ${edits.join(', ')}`, {
      kind: 'input',
      hint: 'A run deploys a commit: git commit them, or put them away with git stash -u. To look at what they would change: hl plan --worktree.',
    });
  const last = (lines: readonly string[]): void => {
    // On a screen a stage that had nothing to do is not worth its title.
    if (print.manner === 'screen' && lines[0]?.includes(idle)) print.detail(lines[0]);
    else print.last(lines.slice(0, 1), 'within');
  };
  const quiet = { ...context, print: { ...print, data: () => {}, last } };
  const begun = performance.now();
  const folder = { artifacts, failures };
  const message = live((stage) => jobs.progress(quiet, folder, stage));
  let code = 0;
  const stops: Stop[] = [];
  const go = async (name: string, job: () => Promise<Ended>): Promise<boolean> => {
    print.title(name);
    const ended = await job();
    if (ended.error !== undefined) failures.record(name, ended.error);
    if (ended.code !== 0 && (code === 0 || code === partly)) code = ended.code;
    if (tell !== 'nothing' && told.includes(name)) message.update(name);
    if (!mayContinue(ended.code) && name !== 'verify') stops.push({ at: name, error: ended.error });
    return mayContinue(ended.code);
  };
  const notify = async (verdict: 'success' | 'failure'): Promise<void> => {
    await message.end();
    if (tell !== 'all') return;
    print.title('notify');
    await jobs.notify(quiet, folder, verdict);
  };
  // A message that says that it goes on must not say so for ever.
  const forget = context.onStop(async () => {
    failures.record('run', stopped);
    await message.end();
    if (tell !== 'nothing') await jobs.notify(quiet, folder, 'failure');
  });

  const all = async (leased: Context): Promise<void> => {
    const job = { context: leased, ...folder };
    if (!(await go('detect', () => jobs.detect(job, args)))) return;
    if (!(await go('validate', () => jobs.validate(job)))) return;
    if (!(await go('plan', () => jobs.plan(job, args)))) return;
    for (const part of parts) if (!(await go(part, () => jobs.apply(job, part)))) break;
    // What did not go through is in the code already; verify adds what it saw to be wrong.
    let verified = { seen: 0, rolledBack: 0 };
    await go('verify', async () => ({ code: (verified = await jobs.verify(job)).seen > 0 ? 1 : 0 }));
    // Nobody has to try again what was taken back.
    if (verified.rolledBack > 0) code = 1;
  };
  await withLease(quiet, (leased) =>
    all(leased).catch(async (thrown: unknown) => {
      failures.record('run', HlError.from(thrown));
      await notify('failure');
      throw thrown;
    }),
  );
  await notify(mayContinue(code) ? 'success' : 'failure');
  forget();
  await tellRun(context, artifacts, { code, ms: Math.round(performance.now() - begun), ...(stops[0] && { stop: stops[0] }) });
  return { code };
}
