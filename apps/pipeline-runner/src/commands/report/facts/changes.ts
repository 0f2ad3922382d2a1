import type { Outcome, PlannedChange } from '@hl/core';
import type { ChangeFacts } from '@hl/report';
import { given } from '../../../given.js';
import type { Gathered } from '../gather.js';

/** What the run planned for a service and what became of it; of a rollback, which has no plan, what it did. */
export function changeFacts(name: string, { plan, done }: Pick<Gathered, 'plan' | 'done'>): ChangeFacts[] {
  if (plan?.drift === true) return [];
  const outcomes = done
    .filter(({ run }) => plan === null || run === plan.run)
    .flatMap((file) => file.outcomes)
    .filter(({ service, status }) => service === name && status !== 'unchanged');
  const planned = (plan?.changes ?? []).filter(({ service }) => service === name);
  const isOf =
    (change: PlannedChange) =>
    (outcome: Outcome): boolean =>
      outcome.system === change.system && outcome.key === change.key;
  return [
    ...planned.map((change) => {
      // A move has the same key on no two hosts; what is done twice counts as it ended.
      const outcome = outcomes.findLast(isOf(change));
      return outcome === undefined ? { ...plain(change), ...remarkOf(change) } : settled(outcome);
    }),
    ...outcomes.filter((outcome) => !planned.some((change) => isOf(change)(outcome))).map(settled),
  ];
}

const plain = ({ system, key, service, before, after }: PlannedChange): ChangeFacts => ({ system, key, service, before, after });

const settled = ({ system, key, service, before, after, status, ms, error, notes }: Outcome): ChangeFacts => ({
  ...{ system, key, service, before, after, status, ms },
  ...given({ notes, error: error && given({ message: error.message, hint: error.hint }) }),
});

const remarkOf = ({ hold, blind }: PlannedChange): { remark?: string } =>
  hold ? { remark: 'after it is verified on the new host' } : blind ? { remark: 'could not be read: as it was deployed last' } : {};
