import { execFileSync } from 'node:child_process';
import { discord, message } from '@hl/notify';
import type { RunSummary } from '@hl/notify';
import { didNotGoThrough, partly } from '../exit.js';
import type { Context } from '../context.js';
import { endLease } from '../lease.js';
import { describeChange } from '../text/plan-text.js';

export type Verdict = 'success' | 'failure' | 'rollback';

/** Tells Discord what the run did. A message that cannot be sent is told and never fails a deployment: exit 75 at most. */
export async function notify(context: Context, verdict: Verdict): Promise<{ code: number }> {
  const { environment, print, site } = context;
  if (environment.pipelineId !== undefined) await endLease(context); // nothing that writes follows
  const summary = await summarise(context, verdict);
  print.data(summary);
  if (environment.discordWebhook === undefined) {
    print.step(site.discord === null ? 'notify: no channel is configured' : 'notify: DISCORD_WEBHOOK_URL is not set, nothing is sent');
    return { code: 0 };
  }
  if (summary.services.length === 0 && summary.result === 'success') {
    print.step('notify: nothing changed, nothing is sent');
    return { code: 0 };
  }
  try {
    await discord({ url: environment.discordWebhook }).send(message(summary));
    print.step(`notify: Discord was told (${summary.result})`);
    return { code: 0 };
  } catch (error) {
    print.error(error);
    return { code: partly };
  }
}

/** The run as the artifacts tell it: the pipeline's word "success" is not believed over them. */
export async function summarise(context: Context, verdict: Verdict): Promise<RunSummary> {
  const { artifacts, environment, cwd } = context;
  const plan = await artifacts.find('plan');
  const verification = await artifacts.find('verification');
  const files = (await artifacts.outcomes()).filter(({ run }) => plan === null || run === plan.run);
  const bad = new Map(files.flatMap(({ outcomes }) => outcomes.filter(didNotGoThrough).map((outcome) => [outcome.service, outcome])));
  const failedChecks = new Map(
    (verification?.checks ?? []).filter(({ status }) => status === 'fail').map((check) => [check.service, check]),
  );
  const touched = new Set(
    files.flatMap(({ outcomes }) => outcomes.filter(({ status }) => status === 'applied').map(({ service }) => service)),
  );
  const troubled = bad.size > 0 || failedChecks.size > 0;

  const services = (plan?.services ?? [])
    .filter(({ name }) => touched.has(name) || bad.has(name) || failedChecks.has(name))
    .map(({ name, action, after }): RunSummary['services'][number] => {
      const outcome = bad.get(name);
      const check = failedChecks.get(name);
      const status = outcome?.status === 'deferred' || outcome?.status === 'conflict' ? outcome.status : outcome || check ? 'failed' : 'ok';
      const error =
        outcome?.error ??
        (check
          ? { message: `${check.name}: expected ${check.expected}, got ${check.actual}`, ...(check.hint ? { hint: check.hint } : {}) }
          : undefined);
      const url = after?.traefik ? `https://${after.traefik.hosts[0]}` : undefined;
      return {
        name,
        action,
        status,
        changes: (plan?.changes ?? []).filter(({ service }) => service === name).map(describeChange),
        ...(url === undefined ? {} : { url }),
        ...(error === undefined ? {} : { error: { message: error.message, ...(error.hint === undefined ? {} : { hint: error.hint }) } }),
      };
    });
  const stages = files.map(({ stage, outcomes }): RunSummary['stages'][number] => {
    const failures = outcomes.filter(didNotGoThrough).length;
    const status = failures === 0 ? 'success' : failures === outcomes.length ? 'failed' : 'warning';
    return { name: stage, status, detail: `${outcomes.length - failures} of ${outcomes.length}` };
  });
  if (verification)
    stages.push({
      name: 'verify',
      status: verification.failed > 0 ? 'failed' : 'success',
      detail: `${verification.passed} of ${verification.passed + verification.failed} checks`,
    });

  const { repository, branch, commitTitle, author, pipelineUrl } = environment;
  return {
    result: verdict === 'success' && troubled ? 'warning' : verdict,
    commit: context.commit,
    stages,
    services,
    checks: (verification?.checks ?? []).map(({ service, name, status, actual }) => ({ service, name, status, detail: actual })),
    changelog: changelog(cwd, (await artifacts.find('changes'))?.base ?? null, context.commit),
    ...(repository === undefined ? {} : { repository }),
    ...(branch === undefined ? {} : { branch }),
    ...(commitTitle === undefined ? {} : { commitTitle }),
    ...(author === undefined ? {} : { author }),
    ...(pipelineUrl === undefined ? {} : { pipelineUrl }),
  };
}

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
