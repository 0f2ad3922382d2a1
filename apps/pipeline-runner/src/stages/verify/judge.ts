import type { CheckResult, Outcome, PlanFile, PlannedService, Service } from '@hl/core';
import { done, type LedgerEntry } from '@hl/core/state';
import { checksFor } from '@hl/verify';
import type { Context } from '../../context.js';
import { jobOf } from '../../systems/registry.js';
import type { Job } from '../../systems/system.js';
import { outsideOf, type Systems } from '../../systems/systems.js';
import { portSilent } from '../apply/listening.js';
import { targetOf, type Target } from '../rollback/take-back.js';
import { ownFailures, type Looked } from './own-failures.js';
import { brokenFor } from './world.js';

/** What was seen of the services that failed. */
export interface Evidence {
  readonly looked: readonly Looked[];
  /** Of this run: what did not go through. */
  readonly bad: readonly Outcome[];
}

/** What becomes of a service that failed. */
export interface Judgement {
  readonly service: string;
  /** It goes back; null: it stays as it is. */
  readonly target: Target | null;
  /** Why. */
  readonly reason: string;
  /** It was seen to be broken, and that is its own doing. */
  readonly own: boolean;
  /** There was something before. */
  readonly hasPrevious: boolean;
}

/** Which of the services that failed go back by themselves, and why not. One of which nothing was changed is not judged. */
export async function judge(
  context: Context,
  systems: Systems,
  plan: PlanFile,
  { looked, bad }: Evidence,
  failed: ReadonlySet<string>,
): Promise<Judgement[]> {
  const { entries } = await context.state();
  const suspects = plan.services.flatMap((planned) => {
    if (planned.after === null || !failed.has(planned.name)) return [];
    const entry = entries?.find(({ name }) => name === planned.name) ?? null;
    const own = {
      looked: looked.filter(({ check }) => check.service === planned.name),
      bad: bad.filter(({ service }) => service === planned.name),
    };
    const changed = entry === null ? bad.length + looked.length > 0 : done(entry).length > 0 && (entry.run === plan.run || !entry.healthy);
    return changed ? [{ planned, entry, ...own }] : [];
  });
  if (suspects.length === 0) return [];
  const outside = await outsideOf(context.site);
  const failing = suspects.map(({ planned, looked: some }) => ({
    name: planned.name,
    definitions: [planned.before, planned.after].filter((one): one is Service => one !== null),
    failing: some.flatMap(({ check, result }) => (result.status === 'fail' ? check : [])),
  }));
  const touchedNames = new Set(plan.services.map(({ name }) => name));
  const untouched = (entries ?? []).flatMap(({ name, service, healthy }) => (healthy && service && !touchedNames.has(name) ? service : []));
  const broken = await brokenFor(
    context,
    systems,
    outside,
    failing.filter((one) => one.failing.length > 0),
    untouched,
  );
  return suspects.map(({ planned, entry, looked: some, bad: undone }) => {
    const touched = new Set((entry === null ? [] : done(entry)).flatMap((outcome) => jobOf(outcome) ?? []));
    const before = entry?.previous ? checksFor(entry.previous, outside) : [];
    const circumstances = { before, touched, broken: broken.get(planned.name) ?? new Set<Job>() };
    const [first] = [...undone.flatMap((outcome) => silence(outcome) ?? []), ...ownFailures(some, circumstances).map(inWords)];
    const stays = first === undefined ? notItsOwn(circumstances.broken, undone.length > 0) : whyItStays(planned, entry);
    const why = stays ?? first ?? '';
    return {
      service: planned.name,
      target: stays === null && entry ? targetOf(entry, why) : null,
      reason: why,
      own: first !== undefined,
      hasPrevious: entry === null ? planned.before !== null : entry.previous !== null,
    };
  });
}

const silence = ({ error }: Outcome): string | null => (error?.code === portSilent ? error.message : null);

export const inWords = ({ name, expected, actual }: Pick<CheckResult, 'name' | 'expected' | 'actual'>): string =>
  `${name}: expected ${expected}, got ${actual}`;

function notItsOwn(broken: ReadonlySet<Job>, undone: boolean): string {
  if (undone) return 'not all of it went through yet, and nothing that is there was seen to be broken';
  const names: Record<Job, string> = {
    deploy: 'its host',
    traefik: 'the proxy',
    dns: 'a DNS server',
    authentik: 'the login',
    glance: 'the dashboard',
  };
  if (broken.size === 0) return 'this run changed nothing that what failed depends on';
  return `${[...broken].map((job) => names[job]).join(' and ')} did not answer, and that is not its own doing`;
}

/** null: it goes back. */
function whyItStays({ after, hash }: PlannedService, entry: LedgerEntry | null): string | null {
  if (entry === null) return 'there is no ledger that tells what it was';
  if (entry.healthy) return 'this version was well when it was deployed';
  if (entry.previous === null) return 'it is new, there is nothing to go back to';
  if (after?.deployment?.onFailure === 'keep') return 'on_failure is keep';
  if (hash !== '' && hash === entry.previousHash && entry.rejected !== null) return 'it went back to this already';
  if (entry.previousHealthy !== true) return 'it was not well before this run either';
  return null;
}
