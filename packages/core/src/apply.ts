import { satisfies } from './equal.js';
import { HlError } from './error.js';
import type { Change, Integration, Observed, Report, Result } from './integration.js';

/** A change and what became of it. `before` is what the system really held just before the write. */
export interface Outcome<Spec = unknown> extends Change<Spec>, Result {
  /** Milliseconds from the start of the batch until this change was settled. */
  readonly ms: number;
}

export interface ApplyOptions {
  /** Told as each change is settled. */
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Take over what somebody else holds: the explicit way in. Default: never. */
  readonly adopt?: boolean;
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
  { onOutcome, adopt = false }: ApplyOptions = {},
): Promise<Outcome<Spec>[]> {
  const started = performance.now();
  const outcomes = new Map<string, Outcome<Spec>>();
  const pending = new Map(changes.map((change) => [change.key, change]));
  const settle = (change: Change<Spec>, result: Result): void => {
    if (!pending.delete(change.key)) return;
    const outcome = { ...change, ...result, ms: Math.round(performance.now() - started) };
    outcomes.set(change.key, outcome);
    onOutcome?.(outcome);
  };
  const settleRest = (result: Result): void => [...pending.values()].forEach((change) => settle(change, result));

  if (changes.length === 0) return [];
  try {
    const observed = await integration.observe([...pending.keys()]);
    for (const change of changes) {
      const [current, result] = judge(change, observed.get(change.key), adopt);
      pending.set(change.key, current);
      if (result) settle(current, result);
    }
    const needed = makeBeforeBreak([...pending.values()]);
    if (needed.length > 0) await integration.apply(needed, settle as Report);
    settleRest(asResult(new HlError('HL_NO_OUTCOME', `${integration.system} did not say what became of the change`, { kind: 'bug' })));
  } catch (error) {
    settleRest(asResult(error));
  }
  return changes.map(({ key }) => outcomes.get(key) as Outcome<Spec>);
}

/** The change with its true `before`, and its result when nothing has to be done. */
function judge<Spec>(change: Change<Spec>, found: Observed<Spec> | undefined, adopt: boolean): [Change<Spec>, Result | null] {
  const current = { ...change, before: found?.spec ?? null };
  if (satisfies(current.before, change.after)) return [current, { status: 'unchanged' }];
  if (!found || found.ours || adopt) return [current, null];
  if (change.after === null) return [current, { status: 'unchanged', notes: ['held by somebody else now: left alone'] }];
  const error = new HlError('HL_CONFLICT', `${change.key} in ${change.system} is held by somebody else`, {
    kind: 'conflict',
    hint: `Remove it there, or take it over with: hl adopt ${change.service}`,
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
