import { baseOf } from '../systems/registry.js';
import type { Ending } from './ending.js';
import type { Trouble } from './trouble.js';

/** What to press next: to see more of what went wrong first, to go back with what is there now and does not do, to try again. */
export function nextSteps(
  { outcomes, rolledBack = [], ci }: Pick<Ending, 'outcomes' | 'rolledBack' | 'ci'>,
  found: readonly Trouble[],
): string[] {
  const services = found.flatMap((trouble) => trouble.services);
  const [service] = services;
  const runs = outcomes.some(
    ({ system, status, ...own }) => own.service === service && baseOf(system) === 'compose' && status !== 'deferred',
  );
  const isBack = (name: string): boolean => rolledBack.some((one) => one.service === name && one.healthy);
  const back = services.filter(
    (name) => !isBack(name) && outcomes.some((outcome) => outcome.service === name && outcome.status === 'applied'),
  );
  const look = service === undefined ? [] : [`hl status ${service}${runs ? `, hl logs ${service}` : ''}: how it stands now`];
  if (ci)
    return [
      ...(back.length > 0 ? ['the job rollback: all as it was before this pipeline'] : []),
      'push a correction, or try this job again: what is done is left alone',
      ...look,
    ];
  return [
    ...look,
    ...(back.length > 1 ? ['hl rollback: all as it was before this run'] : []),
    ...(back.length === 1 ? [`hl rollback --service ${back[0]}: as it was before this run`] : []),
    'hl run: once more, when what is said above is done',
  ];
}
