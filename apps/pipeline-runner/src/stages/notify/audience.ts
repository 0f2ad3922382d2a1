import type { Service } from '@hl/core';
import type { Found, NotifyContext } from './notify-context.js';
import type { Line } from './lines.js';

type Listener = Pick<Line, 'name' | 'standard'> & { readonly channel: Pick<Line['channel'], 'kind'> };

/** A run as one channel hears of it. */
export interface Heard {
  readonly found: Found;
  /** Nothing was left out. */
  readonly whole: boolean;
}

/**
 * What of a run a channel hears: of services that name it, and, when it is one of the default ones, of those that name none and of what is
 * about no service. Pure.
 *
 * @param known definitions of services that no plan tells of
 * @returns null: nothing of it
 */
export function heardBy(found: Found, listener: Listener, site: NotifyContext['site'], known: readonly Service[] = []): Heard | null {
  const definitions = new Map(known.map((service) => [service.name, { service, gone: false }]));
  for (const { name, before, after } of found.plan?.services ?? []) {
    const service = after ?? before;
    if (service !== null) definitions.set(name, { service, gone: after === null });
  }
  const left = new Set<string>();
  const hears = (name: string): boolean => {
    const { service, gone = false } = definitions.get(name) ?? {};
    const heard = service === undefined ? listener.standard : hearsOf(listener, service, gone && site?.discord === null);
    if (!heard) left.add(name);
    return heard;
  };
  const own = <T extends { readonly service: string }>(list: readonly T[]): T[] => list.filter(({ service }) => hears(service));

  const { plan, verification, done, changes, failures } = found;
  const heard: Found = {
    ...found,
    changes: changes && { ...changes, base: listener.standard ? changes.base : null, held: changes.held.filter(({ name }) => hears(name)) },
    plan: plan && {
      ...plan,
      services: plan.services.filter(({ name }) => hears(name)),
      changes: own(plan.changes),
      conflicts: own(plan.conflicts),
      refusals: own(plan.refusals),
      failures: plan.failures
        .map((failure) => ({ ...failure, services: failure.services.filter(hears) }))
        .filter(({ services }) => services.length > 0 || listener.standard),
    },
    done: done.map((file) => ({ ...file, outcomes: own(file.outcomes) })),
    verification:
      verification && counted({ ...verification, checks: own(verification.checks), rolledBack: own(verification.rolledBack ?? []) }),
  };
  if (listener.standard) return { found: heard, whole: left.size === 0 };
  const touched = (heard.plan?.services.length ?? 0) > 0 || heard.done.some(({ outcomes }) => outcomes.length > 0);
  return touched ? { found: { ...heard, failures }, whole: false } : null;
}

/** Names that a run tells of and that its plan does not define. Pure. */
export function unplanned({ plan, verification, done, changes }: Found): string[] {
  const planned = new Set(plan?.services.filter(({ before, after }) => (after ?? before) !== null).map(({ name }) => name));
  const lists = [
    verification?.checks,
    verification?.rolledBack,
    plan?.changes,
    plan?.conflicts,
    plan?.refusals,
    ...done.map(({ outcomes }) => outcomes),
  ];
  const told = [
    ...lists.flatMap((list) => (list ?? []).map(({ service }) => service)),
    ...(plan?.failures ?? []).flatMap(({ services }) => services),
    ...(changes?.held ?? []).map(({ name }) => name),
  ];
  return [...new Set(told)].filter((name) => !planned.has(name));
}

function hearsOf({ name, standard, channel }: Listener, { notifications }: Service, older: boolean): boolean {
  const { discord, channels } = notifications;
  // A definition of before may say no where hl.yml had no Discord.
  if (channel.kind === 'discord' && !discord && !older) return false;
  return channels === null ? standard : channels.includes(name);
}

function counted(verification: NonNullable<Found['verification']>): NonNullable<Found['verification']> {
  const of = (wanted: string): number => verification.checks.filter(({ status }) => status === wanted).length;
  return { ...verification, passed: of('pass'), failed: of('fail'), skipped: of('skip') };
}
