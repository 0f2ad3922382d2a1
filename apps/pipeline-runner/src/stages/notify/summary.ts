import { execFileSync } from 'node:child_process';
import type { OutcomesFile, PlanFile, PlannedService } from '@hl/core';
import type { RunSummary } from '@hl/notify';
import { didNotGoThrough } from '../../exit.js';
import { browserUrl } from '../../text/browser-url.js';
import { describeChange } from '../../text/plan-text.js';
import type { Found, NotifyContext, Verdict } from './notify-context.js';

type Stage = RunSummary['stages'][number];
type ServiceLine = RunSummary['services'][number];
type Problem = NonNullable<ServiceLine['error']>;

/** The run in short: the pipeline's word "success" is not believed over what it left. */
export function summarise({ environment, cwd, commit, site }: NotifyContext, { changes, ...all }: Found, verdict: Verdict): RunSummary {
  const { plan, verification, failures } = all;
  const found = { ...all, done: all.done.filter(({ run }) => plan === null || run === plan.run) };
  const services = serviceLines(found, site);
  const troubled =
    failures.length > 0 || services.some(({ status }) => status !== 'ok') || verification?.checks.some(({ status }) => status === 'fail');

  const result = verdict === 'success' && troubled ? 'warning' : verdict;
  const { repository, branch, commitTitle, author, pipelineUrl } = environment;
  return {
    ...(verdict === 'rollback' && failures.some(({ stage }) => stage === 'rollback') ? unableToRollBack : { result }),
    commit,
    stages: stageLines(found),
    services,
    checks: (verification?.checks ?? []).map(({ service, name, status, actual }) => ({ service, name, status, detail: actual })),
    changelog: changelog(cwd, changes?.base ?? null, commit),
    ...(repository === undefined ? {} : { repository }),
    ...(branch === undefined ? {} : { branch }),
    ...(commitTitle === undefined ? {} : { commitTitle }),
    ...(author === undefined ? {} : { author }),
    ...(pipelineUrl === undefined ? {} : { pipelineUrl }),
  };
}

type Run = Omit<Found, 'changes'>;

const unableToRollBack = { result: 'failure', title: '❌ Rollback failed' } as const;

/** What became of each service that was touched, or is in trouble. */
function serviceLines({ plan, done, verification }: Run, site: NotifyContext['site']): ServiceLine[] {
  const outcomes = done.flatMap((file) => file.outcomes);
  const touched = new Set(outcomes.filter(({ status }) => status === 'applied').map(({ service }) => service));
  const bad = new Map(outcomes.filter(didNotGoThrough).map((outcome) => [outcome.service, outcome]));
  const checks = (verification?.checks ?? []).filter(({ status }) => status === 'fail');
  const problems = new Map<string, Problem | undefined>([
    ...foreseen(plan, done),
    ...checks.map(
      ({ service, name, expected, actual, hint }) =>
        [service, { message: `${name}: expected ${expected}, got ${actual}`, ...hinted(hint) }] as const,
    ),
    ...[...bad].map(([service, { error }]) => [service, error && { message: error.message, ...hinted(error.hint) }] as const),
  ]);
  // A rollback has no plan: what it took back is what its services are about.
  const planned: readonly Pick<PlannedService, 'name' | 'action' | 'after'>[] =
    plan?.services ?? [...new Set(outcomes.map(({ service }) => service))].map((name) => ({ name, action: 'modify', after: null }));
  return planned
    .filter(({ name }) => touched.has(name) || problems.has(name))
    .map(({ name, action, after }): ServiceLine => {
      const status = bad.get(name)?.status;
      const [error, url] = [problems.get(name), browserUrl(after, site)];
      return {
        name,
        action,
        status: status === 'deferred' || status === 'conflict' ? status : problems.has(name) ? 'failed' : 'ok',
        changes: (plan?.changes ?? []).filter(({ service }) => service === name).map(describeChange),
        ...(url === undefined ? {} : { url }),
        ...(error === undefined ? {} : { error }),
      };
    });
}

/** Before anything was written, the plan knows what is in the way; one of `hl drift` is itself what is to be context. */
function foreseen(plan: PlanFile | null, done: readonly OutcomesFile[]): [string, Problem][] {
  if (plan === null || done.length > 0) return [];
  return [
    ...(plan.drift ? plan.changes.map(({ service }): [string, Problem] => [service, { message: 'is not what git says' }]) : []),
    ...plan.conflicts.map(({ system, key, service, holder, hint }): [string, Problem] => [
      service,
      { message: `${system} ${key} is held by ${holder ?? 'somebody else'}`, ...hinted(hint) },
    ]),
    ...plan.refusals.map(({ service, error }): [string, Problem] => [service, { message: error.message, ...hinted(error.hint) }]),
    ...plan.failures.flatMap(({ services, error }) =>
      services.map((service): [string, Problem] => [service, { message: error.message, ...hinted(error.hint) }]),
    ),
  ];
}

/** What stopped comes first, with its reason. */
function stageLines({ done, verification, failures }: Run): Stage[] {
  const failed = failures.map(({ stage, error }): Stage => ({
    name: stage,
    status: 'failed',
    detail: `${error.message}${error.hint === undefined ? '' : ` → ${error.hint}`}`,
  }));
  const applied = done.map(({ stage, outcomes }): Stage => {
    const bad = outcomes.filter(didNotGoThrough).length;
    const status = bad === 0 ? 'success' : bad === outcomes.length ? 'failed' : 'warning';
    return { name: stage, status, detail: `${outcomes.length - bad} of ${outcomes.length}` };
  });
  const verified: Stage[] = verification
    ? [
        {
          name: 'verify',
          status: verification.failed > 0 ? 'failed' : 'success',
          detail: `${verification.passed} of ${verification.passed + verification.failed} checks`,
        },
      ]
    : [];
  return [...failed, ...[...applied, ...verified].filter(({ name }) => !failed.some((stage) => stage.name === name))];
}

const hinted = (hint: string | undefined): { hint?: string } => (hint === undefined ? {} : { hint });

/** Titles of the commits of this run, newest first. */
function changelog(cwd: string, base: string | null, head: string): string[] {
  if (base === null) return [];
  try {
    const text = execFileSync('git', ['log', '--no-merges', '--format=%h %s', '-n', '20', `${base}..${head}`], {
      cwd,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString();
    return text.split('\n').filter((line) => line !== '');
  } catch {
    return []; // a base that is no commit (an empty tree) has no log
  }
}
