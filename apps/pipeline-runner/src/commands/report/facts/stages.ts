import type { Outcome, OutcomesFile, Timing } from '@hl/core';
import type { StageFacts } from '@hl/report';
import { didNotGoThrough } from '../../../exit.js';
import { given } from '../../../given.js';
import { parts } from '../../../stages/apply/parts.js';
import { count } from '../../../text/count.js';
import type { Gathered } from '../gather.js';

const order = ['detect', 'validate', 'plan', ...parts, 'verify', 'retire', 'rollback'];
const rank = ({ name }: StageFacts): number => (order.indexOf(name) + order.length) % order.length;

type Found = Pick<Gathered, 'plan' | 'changes' | 'verification' | 'done' | 'failures'>;

/** What each stage of a run came to, in their order; what stopped says why. @param run undefined: whatever there is */
export function stageFacts({ plan, changes, verification, done, failures }: Found, run: string | undefined): StageFacts[] {
  const isOfRun = (file: { readonly run: string }): boolean => run === undefined || file.run === run;
  const looked = plan?.drift === true;
  const ended: StageFacts[] = [
    ...(changes === null || looked ? [] : [stage('detect', changes.timing, count(changes.total, 'service'))]),
    ...(plan === null || looked ? [] : [planned(plan)]),
    ...done.filter(isOfRun).map(applied),
    ...(verification === null || !isOfRun(verification) ? [] : [verified(verification)]),
  ];
  const stopped = failures.map(({ stage: name, error }): StageFacts => ({
    ...(ended.find((one) => one.name === name) ?? stage(name, undefined, '')),
    state: error.kind === 'unreachable' ? 'waiting' : 'failing',
    says: 'stopped',
    error: given({ message: error.message, hint: error.hint }),
  }));
  return [...ended.filter(({ name }) => !stopped.some((one) => one.name === name)), ...stopped].sort((a, b) => rank(a) - rank(b));
}

const stage = (name: string, timing: Timing | undefined, says: string): StageFacts => ({
  name,
  state: 'ok',
  says,
  started: timing?.started ?? null,
  ms: timing?.ms ?? null,
  services: [],
});

function planned({ changes, conflicts, refusals, failures, timing }: NonNullable<Gathered['plan']>): StageFacts {
  const trouble = conflicts.length + refusals.length;
  const says = `${count(changes.length, 'change')}${trouble > 0 ? `, ${trouble} that cannot be made` : ''}${failures.length > 0 ? `, ${failures.length} not readable` : ''}`;
  return { ...stage('plan', timing, says), state: trouble > 0 ? 'failing' : failures.length > 0 ? 'waiting' : 'ok' };
}

function applied({ stage: name, outcomes, timing }: OutcomesFile): StageFacts {
  const bad = outcomes.filter(didNotGoThrough);
  const names = [...new Set(outcomes.map(({ service }) => service))];
  return {
    ...stage(name, timing, `${outcomes.length - bad.length} of ${count(outcomes.length, 'change')}`),
    state: stateOf(outcomes),
    ...(timing === undefined ? { ms: Math.max(0, ...outcomes.map(({ ms }) => ms)) } : {}),
    services: names.map((service) => {
      const own = outcomes.filter((outcome) => outcome.service === service);
      return { name: service, state: stateOf(own), ms: own.reduce((sum, { ms }) => sum + ms, 0) };
    }),
  };
}

const stateOf = (outcomes: readonly Outcome[]): StageFacts['state'] => {
  const bad = outcomes.filter(didNotGoThrough);
  return bad.length === 0 ? 'ok' : bad.every(({ status }) => status === 'deferred') ? 'waiting' : 'failing';
};

function verified({ passed, failed, timing }: NonNullable<Gathered['verification']>): StageFacts {
  return { ...stage('verify', timing, `${passed} of ${count(passed + failed, 'check')}`), state: failed > 0 ? 'failing' : 'ok' };
}
