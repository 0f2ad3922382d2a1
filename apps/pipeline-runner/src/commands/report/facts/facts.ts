import type { ReportData, RunFacts } from '@hl/report';
import type { Context } from '../../../context.js';
import { given } from '../../../given.js';
import type { Gathered } from '../gather.js';
import { driftFacts } from './drift.js';
import { serviceFacts } from './service.js';
import { stageFacts } from './stages.js';

/** What was gathered, as the page shows it. */
export function factsOf(found: Gathered, context: Pick<Context, 'site' | 'environment' | 'now'>): ReportData {
  const { site, now } = context;
  const run = runFacts(found, context);
  const pipelineUrl = run?.pipelineUrl;
  return {
    name: site.domain,
    made: now(),
    services: found.services.map((service) => serviceFacts(service, found, site, pipelineUrl)),
    run,
    drift: driftFacts(found),
    notes: [
      ...found.problems.map(({ message, hint }) => given({ message, hint })),
      ...((found.seen?.plan ?? found.plan)?.faults.map(({ message }) => ({ message })) ?? []),
      ...(found.ledger
        ? []
        : [{ message: 'There is no ledger: what was deployed when is not known.', hint: 'hl.yml: ledger: { host: … }' }]),
    ],
  };
}

/** What the artifacts tell of a run; those of a look for drift tell of none. */
function runFacts(found: Gathered, { environment }: Pick<Context, 'environment'>): RunFacts | null {
  const { plan, changes, verification, done, failures } = found;
  const id = (plan?.drift === true ? undefined : plan?.run) ?? verification?.run ?? done.at(-1)?.run;
  const stages = stageFacts(found, id);
  if (id === undefined && stages.length === 0) return null;
  const { branch, commitTitle, pipelineUrl, pipelineId } = environment;
  const own = id === undefined || pipelineId === undefined || pipelineId === id;
  return {
    id: id ?? pipelineId ?? 'by hand',
    commit: plan?.commit ?? verification?.commit ?? changes?.head ?? environment.commit ?? 'unknown',
    planOnly: verification === null && done.length === 0 && plan !== null && failures.every(({ stage }) => stage === 'plan'),
    stages,
    rolledBack: verification?.rolledBack ?? [],
    ...(own ? given({ branch, title: commitTitle, pipelineUrl }) : {}),
  };
}
