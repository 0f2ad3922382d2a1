import { satisfies } from './values/equal.js';
import { HlError } from './error.js';
import type { Change, Integration, Observed, Outcome, Report, Resource, Result } from './integration.js';
import { isOurs, recall, type Recall } from './memory.js';

export interface ApplyOptions {
  /** Told as each change is settled. */
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Take over what somebody else holds: the explicit way in. Default: never. */
  readonly adopt?: boolean;
  /** What is remembered of our own doing. Default: nothing. */
  readonly memory?: Recall;
  /** Told what is about to be written, with its true `before`, ahead of the first write. When it rejects, nothing is written. */
  readonly onIntent?: (changes: readonly Change[]) => Promise<void>;
}

/**
 * Makes every `after` true and never rejects. Observes again first: what already is true is `unchanged`, what somebody
 * else holds is a `conflict`; so a retried job, a stale plan, even a blind plan are safe.
 *
 * @returns one outcome a change, in the order given
 */
export async function apply<Spec>(
  integration: Integration<Spec>,
  changes: readonly Change<Spec>[],
  { onOutcome, adopt = false, memory = recall([]), onIntent }: ApplyOptions = {},
): Promise<Outcome<Spec>[]> {
  const started = performance.now();
  const outcomes = new Map<string, Outcome<Spec>>();
  const pending = new Map(changes.map((change) => [change.key, change]));
  const adopted = new Set<string>();
  const settle = (change: Change<Spec>, result: Result): void => {
    if (!pending.delete(change.key)) return;
    const outcome = { ...change, ...result, ms: Math.round(performance.now() - started) };
    outcomes.set(change.key, outcome);
    onOutcome?.(outcome);
  };
  const settleRest = (result: Result): void => [...pending.values()].forEach((change) => settle(change, result));

  if (changes.length === 0) return [];
  try {
    const observed = await integration.observe(changes.flatMap(resourcesOf));
    for (const change of changes) {
      const found = observed.get(change.key);
      const ours = found !== undefined && isOurs(integration, change.key, found, memory);
      if (adopt && found && !ours && change.after !== null) adopted.add(change.key);
      const [current, result] = judge(change, found, ours || adopted.has(change.key), adopted.has(change.key) && !integration.markless);
      pending.set(change.key, current);
      if (result) settle(current, result.status === 'unchanged' && adopted.has(change.key) ? { status: 'applied' } : result);
    }
    const needed = makeBeforeBreak([...pending.values()]);
    if (needed.length > 0) {
      await onIntent?.(needed);
      await integration.apply(needed, settle as Report);
    }
    settleRest(asResult(new HlError('HL_NO_OUTCOME', `${integration.system} did not say what became of the change`, { kind: 'bug' })));
  } catch (error) {
    settleRest(asResult(error));
  }
  return changes.map(({ key }) => outcomes.get(key) as Outcome<Spec>);
}

/** What a change was and shall be, as resources to observe. */
export const resourcesOf = <Spec>({ system, key, service, before, after }: Change<Spec>): Resource<Spec>[] =>
  [before, after].flatMap((spec) => (spec === null ? [] : [{ system, key, service, spec }]));

/**
 * The change with its true `before`, and its result when nothing has to be done.
 *
 * @param mark the object is as wanted already, and yet has to be written: to get our mark
 */
function judge<Spec>(change: Change<Spec>, found: Observed<Spec> | undefined, ours: boolean, mark: boolean): [Change<Spec>, Result | null] {
  const current = { ...change, before: found?.spec ?? null };
  if (!mark && satisfies(current.before, change.after)) return [current, { status: 'unchanged' }];
  if (!found || ours) return [current, null];
  if (change.after === null) return [current, { status: 'unchanged', notes: ['held by somebody else: left alone'] }];
  const { key, system, service } = change;
  const error = new HlError('HL_CONFLICT', `${key} in ${system} is held by ${found.holder ?? 'somebody else'}`, {
    kind: 'conflict',
    hint: found.hint ?? `Remove it there, or take it over with: hl adopt ${service}`,
  });
  return [current, { status: 'conflict', error: error.toJSON() }];
}

const makeBeforeBreak = <Spec>(changes: readonly Change<Spec>[]): Change<Spec>[] => [
  ...changes.filter(({ after }) => after !== null),
  ...changes.filter(({ after }) => after === null),
];

/** An error as the result of a change: what nobody answered is `deferred`, all else `failed`. */
export function asResult(error: unknown): Result {
  const known = HlError.from(error);
  return { status: known.kind === 'unreachable' ? 'deferred' : 'failed', error: known.toJSON() };
}

/**
 * What takes the outcomes back: every pair swapped, walked backwards. A change that failed may be half done,
 * so it is taken back too; what was unchanged, deferred or in conflict is not.
 */
export function undo<Spec>(outcomes: readonly Outcome<Spec>[]): Change<Spec>[] {
  return outcomes
    .filter(({ status }) => status === 'applied' || status === 'failed')
    .map(({ system, key, service, before, after }) => ({ system, key, service, before: after, after: before }))
    .reverse();
}

/** An `apply` that does one change after the other; one that fails does not stop the next. */
export function oneByOne<Spec>(one: (change: Change<Spec>) => Promise<readonly string[] | void>): Integration<Spec>['apply'] {
  return async (changes, report) => {
    for (const change of changes) {
      try {
        const notes = await one(change);
        report(change, notes && notes.length > 0 ? { status: 'applied', notes } : { status: 'applied' });
      } catch (error) {
        report(change, asResult(error));
      }
    }
  };
}
