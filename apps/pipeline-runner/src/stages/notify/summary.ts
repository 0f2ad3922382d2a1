import { execFileSync } from 'node:child_process';
import type { RunSummary } from '@hl/notify';
import { given } from '../../given.js';
import { summary } from '../../text/plan-text.js';
import type { Found, NotifyContext, Verdict } from './notify-context.js';
import { serviceLines } from './summary/services.js';
import { durationOf, stageLines, type Course } from './summary/stages.js';

/** The run in short: the pipeline's word "success" is not believed over what it left. */
export function summarise(
  context: NotifyContext,
  { changes, ...all }: Found,
  verdict: Verdict | 'running',
  left: string | null = null,
): RunSummary {
  const { environment, cwd, commit, site } = context;
  const { plan, verification, failures } = all;
  const course: Course = { running: verdict === 'running', left };
  const found: Found = { ...all, changes, done: all.done.filter(({ run }) => plan === null || run === plan.run) };
  const services = serviceLines(found, site, left);
  const troubled =
    failures.length > 0 || services.some(({ status }) => status !== 'ok') || verification?.checks.some(({ status }) => status === 'fail');

  const result = verdict === 'success' && troubled ? 'warning' : verdict;
  const { repository, branch, commitTitle, author, pipelineUrl, gitlab } = environment;
  const durationMs = durationOf(found);
  const touched = found.done.some(({ outcomes }) => outcomes.some(({ status }) => status === 'applied'));
  return {
    ...(verdict === 'running' ? { title: `🔄 Deploying ${namesOf(plan)}` } : {}),
    ...(verdict === 'rollback' && failures.some(({ stage }) => stage === 'rollback') ? unableToRollBack : { result }),
    commit,
    stages: stageLines(found, course),
    services,
    checks: (verification?.checks ?? []).map(({ service, name, status, actual }) => ({ service, name, status, detail: actual })),
    changelog: changelog(cwd, changes?.base ?? null, commit),
    ...(plan === null || plan.drift === true ? {} : { planSummary: summary(plan).replace(/^Plan: |\.\n$/g, '') }),
    ...(verification?.rolledBack
      ? { rolledBack: verification.rolledBack.map(({ service, healthy, reason }) => ({ service, healthy, reason })) }
      : {}),
    ...given({ durationMs, repository, branch, commitTitle, author, pipelineUrl }),
    // The job's own address is known to nobody without a token; its pipeline has the button.
    ...(!touched || verdict === 'rollback' || verdict === 'running'
      ? {}
      : gitlab.project !== undefined && pipelineUrl !== undefined
        ? { links: [{ label: 'Roll back (the job rollback)', url: pipelineUrl }] }
        : { next: `To take it back: ${environment.ci ? 'start the workflow, with what: rollback' : 'hl rollback'}` }),
  };
}

/** Nothing has been done with them yet. */
function namesOf(plan: Found['plan']): string {
  const changed = new Set(plan?.changes.map(({ service }) => service));
  const names = plan?.services.map(({ name }) => name).filter((name) => changed.has(name)) ?? [];
  return names.length > 3 ? `${names.length} services` : names.join(', ');
}

const unableToRollBack = { result: 'failure', title: '❌ Rollback failed' } as const;

/** By folder, base and head: of what never changes. Each channel's message has it. */
const changelogs = new Map<string, string[]>();

/** Titles of the commits of this run, newest first. */
function changelog(cwd: string, base: string | null, head: string): string[] {
  if (base === null) return [];
  const key = [cwd, base, head].join('\0');
  const known = changelogs.get(key);
  if (known !== undefined) return known;
  try {
    const text = execFileSync('git', ['log', '--no-merges', '--format=%h %s', '-n', '20', `${base}..${head}`], {
      cwd,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).toString();
    const titles = text.split('\n').filter((line) => line !== '');
    changelogs.set(key, titles);
    return titles;
  } catch {
    return []; // a base that is no commit (an empty tree) has no log
  }
}
