import { setTimeout as sleep } from 'node:timers/promises';
import { HlError, semaphore, type Remote, type CheckResult } from '@hl/core';
import type { Check } from './checks/check.js';
import { ownResolver } from './client/own-resolver.js';
import type { Pace } from './client/paced.js';
import { probes } from './probes/probe.js';
import type { TilesOf } from './probes/tile.js';
import { presentable } from './evidence/evidence.js';
import { cause, type Verdict } from './result.js';

export interface VerifyOptions {
  /** The host of that name; needed to look at containers. */
  readonly remote?: (host: string) => Remote;
  /** Milliseconds from the start after which nothing is tried again; each check is tried at least once. Default 60 000. */
  readonly deadlineMs?: number;
  /** Milliseconds between two tries. Default 2 000. */
  readonly intervalMs?: number;
  /** PEM of an authority that is trusted besides the usual ones. */
  readonly ca?: string;
  /** The login's client id for an application; null when there is none. Without it whose login it is stays unproven. */
  readonly clientIdOf?: (slug: string) => Promise<string | null>;
  /** Nothing of what is looked at was just made: what is not there by now is not said to be on its way. */
  readonly standing?: boolean;
  /** Whether the dashboard shows the tiles that open these URLs; without it they count as unproven (`skip`). */
  readonly tilesOf?: TilesOf;
  /** Nameservers that this machine is set up with, for a note on what its clients find; none: nobody else is asked. Default: as Node knows them. */
  readonly nameservers?: readonly string[];
  /** Shared by calls that follow one another, so that DNS servers are not asked too often. Default: one for each call. */
  readonly pace?: Pace;
  /** Called as each check is done. */
  readonly onResult?: (result: CheckResult) => void;
  readonly signal?: AbortSignal;
}

/** Tries under way at once. */
const parallel = 32;
/** Milliseconds that one try may take at most. */
const tryMs = 10_000;

const nobody = (host: string): never => {
  const hint = 'Give a function from the name of a host to its Remote, e.g. of sshFleet of @hl/ssh.';
  throw new HlError('HL_OPTIONS', `verify of @hl/verify needs options.remote (function) to look at ${host}`, { kind: 'input', hint });
};

/**
 * Runs checks side by side, each until it passes or its time is over. Never rejects.
 *
 * @returns one result a check, in the order given
 */
export async function verify(checks: readonly Check[], options: VerifyOptions = {}): Promise<CheckResult[]> {
  const { deadlineMs = 60_000, intervalMs = 2_000, remote = nobody, onResult, signal } = options;
  const started = performance.now();
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, signal ? { signal } : {});
  const probeOf = probes({ ...options, remote, intervalMs, pause, resolver: ownResolver(options.nameservers) });
  const slots = semaphore(parallel);
  const stopped = new Promise<null>((resolve) => signal?.addEventListener('abort', () => resolve(null), { once: true }));

  const run = async (check: Check): Promise<CheckResult> => {
    const deadline = started + deadlineMs + check.graceMs;
    const { expected, look, hint: unanswered, paced = false } = probeOf(check);
    let last: Verdict = { pass: false, actual: 'not tried' };
    let attempts = 0;
    while (signal?.aborted !== true) {
      const timeoutMs = Math.ceil(Math.min(tryMs, Math.max(1000, deadline - performance.now())));
      const one = (): Promise<Verdict> =>
        look(timeoutMs).catch((error: unknown) => ({ pass: false, actual: cause(error), hint: unanswered?.(cause(error)) }));
      last = (await Promise.race([paced ? one() : slots.run(one), stopped])) ?? last;
      attempts += 1;
      if (last.pass || last.final || (performance.now() >= deadline && last.more !== true)) break;
      if (!paced) await pause(Math.min(intervalMs, deadline - performance.now())).catch(() => undefined);
    }
    const calledOff = signal?.aborted === true && !last.pass;
    const { service, name } = check;
    const { pass, final = 'fail', actual, hint, evidence = {} } = last;
    const told = presentable(evidence);
    return {
      service,
      name,
      status: pass ? 'pass' : final,
      expected,
      actual: calledOff ? `stopped: ${actual}` : actual,
      attempts: check.kind === 'known' && final === 'skip' ? 0 : attempts,
      ms: Math.round(performance.now() - started),
      ...(hint !== undefined && !pass ? { hint } : {}),
      ...(told === null ? {} : { evidence: told }),
    };
  };

  return await Promise.all(
    checks.map(async (check) => {
      const result = await run(check);
      try {
        onResult?.(result);
      } catch {
        // A listener that fails is no reason not to verify the rest.
      }
      return result;
    }),
  );
}
