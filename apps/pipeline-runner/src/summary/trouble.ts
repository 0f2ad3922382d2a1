import type { CheckResult, HlError, Outcome, PlanFile } from '@hl/core';
import { didNotGoThrough } from '../exit.js';
import { given } from '../given.js';
import { toldShort, type Told } from '../text/who.js';

/** One cause, and the services that it keeps from being well. */
export interface Trouble {
  readonly services: readonly string[];
  /** In one line, with who must act. */
  readonly cause: string;
  readonly hint?: string;
  /** Nothing is wrong with it: something that it waits for did not go through. */
  readonly waits: boolean;
}

/** What went wrong, what came first first: each service once, by what happened to it first; services of one cause together. */
export function troubles(outcomes: readonly Outcome[], checks: readonly CheckResult[]): Trouble[] {
  const bad = outcomes.filter(didNotGoThrough);
  const known = new Set<string>();
  const causes = new Map<string, Trouble>();
  const add = (service: string, cause: string, hint: string | undefined, waits: boolean): void => {
    if (known.has(service)) return;
    known.add(service);
    const services = [...(causes.get(cause)?.services ?? []), service];
    causes.set(cause, given({ services, cause, waits, hint }));
  };
  // What only waits is told after what it waits for.
  for (const waits of [false, true])
    for (const { service, system, status, error } of bad)
      if ((error?.code === 'HL_WAITS') === waits) {
        add(service, error ? toldShort(error) : `${system}: ${status}`, error?.hint, waits);
      }
  const failed = checks.filter(({ status }) => status === 'fail');
  for (const { service, name, expected, actual, hint } of failed) add(service, `${name}: expected ${expected}, got ${actual}`, hint, false);
  return [...causes.values()].sort((a, b) => Number(a.waits) - Number(b.waits));
}

/** What kept a run from going on: the error that a stage ended with, or what its plan says. */
export function inTheWay(error: HlError | undefined, plan: PlanFile | null): Trouble[] {
  const of = (services: readonly string[], found: Told): Trouble =>
    given({ services, cause: toldShort(found), waits: false, hint: found.hint });
  if (error !== undefined) return [of([], error)];
  const held = plan?.conflicts.map(({ system, key, service, holder, hint }) =>
    of([service], {
      ...{ code: 'HL_CONFLICT', kind: 'conflict', message: `${system} ${key} is held by ${holder ?? 'somebody else'}` },
      hint: hint ?? `hl adopt ${service}`,
    }),
  );
  return [
    ...(plan?.failures ?? []).map(({ services, error: failure }) => of(services, failure)),
    ...(plan?.refusals ?? []).map(({ service, error: refusal }) => of([service], refusal)),
    ...(held ?? []),
  ];
}
