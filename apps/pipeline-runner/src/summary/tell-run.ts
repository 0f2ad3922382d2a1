import type { HlError } from '@hl/core';
import type { Artifacts } from '../artifacts/artifacts.js';
import type { Context } from '../context.js';
import { servicesOf, tellEnding } from './tell.js';
import { inTheWay } from './trouble.js';

/** A stage that nothing went on after. */
export interface Stop {
  readonly at: string;
  /** Why, when the stage found out itself. */
  readonly error: HlError | undefined;
}

interface Ended {
  readonly code: number;
  readonly ms: number;
  readonly stop?: Stop;
}

/** Tells what a whole run came to, by what it left. */
export async function tellRun(context: Context, artifacts: Artifacts, { code, ms, stop }: Ended): Promise<void> {
  const [done, plan, verification] = [await artifacts.outcomes(), await artifacts.find('plan'), await artifacts.find('verification')];
  context.print.data({ code, outcomes: done, verification });
  const outcomes = done.flatMap((file) => (file.stage === 'rollback' ? [] : file.outcomes));
  const services = [...new Set([...(plan?.services ?? []).map(({ name }) => name), ...servicesOf(outcomes)])];
  const checks = verification?.checks ?? null;
  const stopped = stop && { at: stop.at, troubles: outcomes.length > 0 ? [] : inTheWay(stop.error, plan) };
  tellEnding(context, {
    name: 'run',
    services,
    outcomes,
    checks,
    ...(verification?.rolledBack && { rolledBack: verification.rolledBack }),
    ...(stopped && { stopped }),
    ms,
    tell: 'with hints',
  });
}
