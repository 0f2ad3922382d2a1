import { HlError, type PlanFile, type Timing } from '@hl/core';
import { servicesOf, tellEnding } from './summary/tell.js';
import type { Artifacts } from './artifacts/artifacts.js';
import type { Failures } from './artifacts/failures.js';
import type { AdoptArguments } from './commands/adopt.js';
import type { DriftArguments } from './commands/drift/drift.js';
import { byHand, type Context } from './context.js';
import type { Part } from './stages/apply/parts.js';
import type { DetectArguments } from './stages/detect.js';
import type { Found, Messages, NotifyContext, Verdict } from './stages/notify/notify-context.js';
import type { PlanArguments } from './stages/plan/plan.js';
import type { RollbackArguments, RollbackResult } from './stages/rollback/rollback.js';
import type { ToRevisionArguments } from './stages/rollback/to-revision.js';
import type { Validated } from './stages/validate.js';

/*
 * A job is a stage between files: it reads what earlier jobs left in the artifacts folder, calls the stage, and writes what that came
 * to. Nothing else reads or writes artifacts.
 */

export interface Job extends Folder {
  readonly context: Context;
}

interface Folder {
  readonly artifacts: Artifacts;
  readonly failures: Failures;
}

/** What a command ends with. `error`: why, when it found out itself. */
export interface Ended {
  readonly code: number;
  readonly error?: HlError;
  /** It had nothing to do, and whatever was done before has been told. */
  readonly idle?: boolean;
}

/** Puts into what a job writes when it began, which is now, and how long it took. */
function stopwatch({ now }: Context): <T extends { readonly timing?: Timing }>(file: T) => T {
  const [started, begun] = [now(), performance.now()];
  return (file) => ({ ...file, timing: { started, ms: Math.round(performance.now() - begun) } });
}

export async function detect({ context, artifacts }: Job, asked: DetectArguments): Promise<Ended> {
  const timed = stopwatch(context);
  const changes = timed(await (await import('./stages/detect.js')).detect(context, asked));
  artifacts.clear();
  await artifacts.write('changes', changes);
  context.print.data(changes);
  return { code: 0 };
}

/** What would be committed: for a hook, so that nothing is written. */
export const validateStaged = async ({ context }: Job): Promise<Ended> =>
  validated(context, (await import('./stages/validate-staged.js')).validateStaged(context));

/** @param files only these, each by itself; the report of all files stays what it was */
export async function validate({ context, artifacts }: Job, files: readonly string[] = []): Promise<Ended> {
  const { validate } = await import('./stages/validate.js');
  const { codeQuality } = await import('@hl/schema');
  const found = validate(context, files);
  if (files.length === 0) {
    artifacts.writeText('gl-code-quality-report.json', `${JSON.stringify(codeQuality([...found.diagnostics]), null, 2)}\n`);
    artifacts.writeText('validation.xml', (await import('@hl/verify/junit')).junit(found.checks));
  }
  return validated(context, found);
}

function validated({ print }: Context, { services, diagnostics, checks: _, ...ended }: Validated): Ended {
  print.data({ services, diagnostics });
  return ended;
}

/** By hand it detects first, when nobody did. */
export async function plan({ context, artifacts, failures }: Job, args: PlanArguments): Promise<Ended> {
  const timed = stopwatch(context);
  const { plan } = await import('./stages/plan/plan.js');
  const { planMarkdown } = await import('./text/markdown.js');
  if (byHand(context) && (await artifacts.find('changes')) === null) await detectFirst({ context, artifacts, failures }, {});
  const detected = await artifacts.read('changes');
  const { code, plan: made, text, changes } = await plan(context, detected, await artifacts.outcomes(), args);
  const file = timed(made);
  if (changes !== detected) await artifacts.write('changes', timed(changes));
  await artifacts.write('plan', file);
  artifacts.writeText('plan.txt', text);
  artifacts.writeText('plan.md', planMarkdown(file));
  artifacts.writeText('plan-terraform.json', `${JSON.stringify(counts(file))}\n`);
  context.print.data(file);
  return { code };
}

/** Detects one service and plans it. */
export async function planOne(job: Job, service: string, args: PlanArguments): Promise<Ended> {
  await detectFirst(job, { service });
  return plan(job, args);
}

/** One command gives one answer. */
const detectFirst = ({ context, ...job }: Job, asked: DetectArguments): Promise<Ended> =>
  detect({ ...job, context: { ...context, print: { ...context.print, data: () => {} } } }, asked);

/** @param hosts only what is on these; the outcomes of others stay in the file of this job */
export async function apply({ context, artifacts, failures }: Job, part: Part, hosts: readonly string[] = []): Promise<Ended> {
  const timed = stopwatch(context);
  const { applyPart } = await import('./stages/apply/apply.js');
  const { inTurn } = await import('./stages/apply/parts.js');
  const [plan, done] = [await artifacts.read('plan'), await artifacts.outcomes()];
  const earlier =
    hosts.length === 0 ? [] : done.filter(({ stage, run }) => stage === part && run === plan.run).flatMap(({ outcomes }) => outcomes);
  let idle = inTurn(plan) && failures.all().length === 0;
  const { code } = await applyPart(context, { part, hosts }, plan, done, async (applied) => {
    const file = timed(applied);
    const { outcomes } = file;
    idle &&= outcomes.length === 0;
    const services = servicesOf(outcomes);
    tellEnding(context, { name: part, services, outcomes, checks: null, tell: 'counted', ms: file.timing?.ms ?? 0 });
    const kept = earlier.filter(({ system, key }) => !file.outcomes.some((outcome) => outcome.system === system && outcome.key === key));
    await artifacts.writeOutcomes(part, { ...file, outcomes: [...kept, ...file.outcomes] });
    context.print.data(file);
  });
  return { code, idle };
}

/** `seen`: checks that failed by what was seen, not by what was not applied; `rolledBack`: services that were taken back. */
export async function verify({ context, artifacts }: Job): Promise<Ended & Record<'seen' | 'rolledBack', number>> {
  const timed = stopwatch(context);
  const { verify } = await import('./stages/verify/verify.js');
  const { junit } = await import('@hl/verify/junit');
  const { annotations } = await import('./text/browser-url.js');
  const [plan, done] = [await artifacts.read('plan'), await artifacts.outcomes()];
  const { code, verification: seenNow, retired, takenBack, seen } = await verify(context, plan, done);
  const verification = timed(seenNow);
  if (retired) await artifacts.writeOutcomes('retire', timed(retired));
  if (takenBack) await artifacts.writeOutcomes('rollback', timed(takenBack));
  await artifacts.write('verification', verification);
  artifacts.writeText('verification.xml', junit(verification.checks));
  artifacts.writeText('gl-annotations.json', annotations(plan, context.site, context.environment.gitlab.jobUrl));
  const services = plan.services.map(({ name }) => name);
  const outcomes = done.filter(({ run }) => run === plan.run).flatMap((file) => file.outcomes);
  tellEnding(context, {
    name: 'verify',
    services,
    outcomes,
    checks: verification.checks,
    ...(verification.rolledBack && { rolledBack: verification.rolledBack }),
    tell: 'without hints',
    ms: verification.timing?.ms ?? 0,
  });
  // What became of what failed, or the command to go back, is the last that is said.
  for (const { service, status, actual } of verification.checks.filter(({ name }) => name === 'rollback'))
    (status === 'pass' ? context.print.step : context.print.warn)(`${service}: ${actual}`);
  context.print.data(verification);
  return { code, seen, rolledBack: verification.rolledBack?.length ?? 0 };
}

export async function rollback({ context, artifacts }: Job, args: RollbackArguments): Promise<Ended> {
  const timed = stopwatch(context);
  const earlier = { plan: await artifacts.find('plan'), done: await artifacts.outcomes() };
  return keepRollback(context, artifacts, timed, await (await import('./stages/rollback/rollback.js')).rollback(context, args, earlier));
}

export async function toRevision({ context, artifacts }: Job, args: ToRevisionArguments): Promise<Ended> {
  const timed = stopwatch(context);
  const { toRevision } = await import('./stages/rollback/to-revision.js');
  return keepRollback(context, artifacts, timed, await toRevision(context, args, await artifacts.outcomes()));
}

async function keepRollback(
  context: Context,
  artifacts: Artifacts,
  timed: ReturnType<typeof stopwatch>,
  { code, file, plan, rolledBack, checks }: RollbackResult,
): Promise<Ended> {
  if (file) {
    const { outcomes, timing } = timed(file);
    await artifacts.writeOutcomes('rollback', timed(file));
    tellEnding(context, { name: 'rollback', services: servicesOf(outcomes), outcomes, checks, tell: 'without hints', ms: timing?.ms ?? 0 });
  }
  context.print.data({ ...(plan && { plan }), outcomes: file?.outcomes ?? [], rolledBack, checks });
  return { code };
}

export async function drift({ context, artifacts }: Job, args: DriftArguments): Promise<Ended> {
  const timed = stopwatch(context);
  const [{ drift }, { driftChecks }] = await Promise.all([import('./commands/drift/drift.js'), import('./commands/drift/checks.js')]);
  const { code, plan, checks, file } = await drift(context, args, await artifacts.outcomes());
  await artifacts.write('plan', timed(plan));
  artifacts.writeText('drift.xml', (await import('@hl/verify/junit')).junit(driftChecks(plan, file?.outcomes)));
  if (file) await artifacts.writeOutcomes('drift', timed(file));
  context.print.data({ ...plan, ...(file && { outcomes: file.outcomes, checks }) });
  return { code };
}

export async function adopt({ context, artifacts }: Job, names: readonly string[], args: AdoptArguments): Promise<Ended> {
  const timed = stopwatch(context);
  const { adopt } = await import('./commands/adopt.js');
  const { code, theirs, file } = await adopt(context, names, args, await artifacts.outcomes());
  if (file) await artifacts.writeOutcomes('adopt', timed(file));
  context.print.data(file?.outcomes ?? theirs);
  return { code };
}

/** Tells what the artifacts say. */
export async function notify(context: NotifyContext, folder: Folder, verdict: Verdict): Promise<Ended> {
  const { found, messages } = await whatIsKnown(context, folder, 'notify');
  return (await import('./stages/notify/notify.js')).notify(context, found, verdict, messages);
}

/** Puts what is known after a stage into the message of its run. Never throws, and says nothing of what it could not tell. */
export async function progress(context: Context, folder: Folder, stage: string): Promise<void> {
  const { found, messages } = await whatIsKnown({ ...context, print: { ...context.print, warn: () => {} } }, folder, stage);
  await (await import('./stages/notify/progress.js')).progress(context, found, stage, messages);
}

/** What cannot be read is context as little as what is not there: the stage that could not read it has failed. */
async function whatIsKnown(
  { print, environment }: NotifyContext,
  { artifacts, failures }: Folder,
  job: string,
): Promise<{ readonly found: Found; readonly messages: Messages }> {
  const readable = async <T>(file: Promise<T>, otherwise: T): Promise<T> =>
    file.catch((error: unknown) => (print.warn((error as Error).message), otherwise));
  const plan = await readable(artifacts.find('plan'), null);
  const run = plan?.run ?? environment.pipelineId ?? '';
  const files = (await readable(artifacts.messages(), [])).filter((file) => file.run === run);
  const latest = new Map(
    files
      .flatMap(({ messages }) => messages)
      .sort((a, b) => (a.time < b.time ? -1 : 1))
      .map((message) => [message.channel, message]),
  );
  return {
    found: {
      plan,
      validated: artifacts.has('validation.xml'),
      verification: await readable(artifacts.find('verification'), null),
      changes: await readable(artifacts.find('changes'), null),
      done: await readable(artifacts.outcomes(), []),
      failures: failures.all(),
    },
    messages: {
      open: [...latest.values()],
      keep: async (messages) => {
        if (messages.length > 0) await artifacts.writeMessages(job, { version: 1, run, messages: [...messages] });
      },
    },
  };
}

/** What GitLab shows of a plan in a merge request. */
const counts = ({ changes }: PlanFile): { create: number; update: number; delete: number } => ({
  create: changes.filter(({ before, after }) => before === null && after !== null).length,
  update: changes.filter(({ before, after }) => before !== null && after !== null).length,
  delete: changes.filter(({ after }) => after === null).length,
});
