import { setTimeout as sleep } from 'node:timers/promises';
import type { Remote } from '@hl/core';
import { trusting } from '@hl/http';
import type { Check } from './check.js';
import { limit } from './limit.js';
import { containerJudge, judgeAbsent } from './probes/container.js';
import { dnsProbe } from './probes/dns.js';
import { probeHealth } from './probes/health.js';
import { probePort } from './probes/port.js';
import { probeAbsentRoute, probeRedirect, probeRoute } from './probes/route.js';
import { probeSso } from './probes/sso.js';
import { probeTls } from './probes/tls.js';
import type { Through } from './probes/visit.js';
import { cause, type Attempt, type CheckResult } from './result.js';
import { sampler } from './sampler.js';

export interface VerifyOptions {
  /** The host of that name; asked for containers only. */
  readonly remote: (host: string) => Remote;
  /** Milliseconds from the start after which nothing is tried again; each check is tried at least once. */
  readonly deadlineMs: number;
  /** Milliseconds between two tries. */
  readonly intervalMs: number;
  /** PEM of an authority that is trusted besides the usual ones. */
  readonly ca?: string;
  /** Authentik's client id of the provider behind an application; null when there is none. Without it whose login it is stays unproven. */
  readonly clientIdOf?: (slug: string) => Promise<string | null>;
  /** Told as each check is settled. */
  readonly onResult?: (result: CheckResult) => void;
  readonly signal?: AbortSignal;
}

/** Tries under way at once. */
const parallel = 32;
/** Milliseconds that one try may take at most. */
const tryMs = 10_000;
/** The same for a command on a host, which may be a slow one. */
const remoteMs = 30_000;
/** Milliseconds between two looks at the containers of a host: three in a row are needed. */
const maxLookMs = 1000;

/**
 * Runs checks side by side, each until it passes or its time is over. Never rejects.
 *
 * @returns one result a check, in the order given
 */
export async function verify(checks: readonly Check[], options: VerifyOptions): Promise<CheckResult[]> {
  const { deadlineMs, intervalMs, onResult, signal } = options;
  const started = performance.now();
  const pause = (ms: number): Promise<void> => sleep(ms, undefined, signal ? { signal } : {});
  const prober = probes(options, pause);
  const slots = limit(parallel);

  const settle = async (check: Check): Promise<CheckResult> => {
    const deadline = started + deadlineMs + check.graceMs;
    const { attempt, paced } = prober(check);
    let last: Attempt = { pass: false, expected: check.name, actual: 'not tried' };
    let attempts = 0;
    while (signal?.aborted !== true) {
      const timeoutMs = Math.ceil(Math.min(tryMs, Math.max(1000, deadline - performance.now())));
      const one = (): Promise<Attempt> => attempt(timeoutMs).catch((error: unknown) => ({ ...last, pass: false, actual: cause(error) }));
      last = await orStopped(paced ? one() : slots(one), signal, last);
      attempts += 1;
      if (last.pass || last.final || (performance.now() >= deadline && last.more !== true)) break;
      if (!paced) await pause(Math.min(intervalMs, deadline - performance.now())).catch(() => undefined);
    }
    const stopped = signal?.aborted === true && !last.pass;
    const status = last.pass ? 'pass' : (last.final ?? 'fail');
    const { service, name } = check;
    const { expected, actual, hint } = last;
    const ms = Math.round(performance.now() - started);
    return {
      service,
      name,
      status,
      expected,
      actual: stopped ? `stopped: ${actual}` : actual,
      attempts: status === 'skip' && check.kind === 'settled' ? 0 : attempts,
      ms,
      ...(hint && status !== 'pass' ? { hint } : {}),
    };
  };

  return await Promise.all(
    checks.map(async (check) => {
      const result = await settle(check);
      try {
        onResult?.(result);
      } catch {
        // A listener that fails is no reason not to verify the rest.
      }
      return result;
    }),
  );
}

interface Probe {
  readonly attempt: (timeoutMs: number) => Promise<Attempt>;
  /** Waits by itself between two tries. */
  readonly paced?: boolean;
}

function probes(
  { remote, intervalMs, ca, clientIdOf, signal }: VerifyOptions,
  pause: (ms: number) => Promise<void>,
): (check: Check) => Probe {
  const sample = sampler(remote, Math.min(intervalMs, maxLookMs), remoteMs, pause);
  const dns = dnsProbe();
  const trust = ca === undefined ? undefined : trusting(ca);
  const through = (timeoutMs: number): Through => ({ timeoutMs, trust, signal, clientIdOf });
  return (check) => {
    switch (check.kind) {
      case 'container': {
        const judge = containerJudge(check);
        return { paced: true, attempt: async () => judge(await sample(check.host, check.swarm)) };
      }
      case 'absent-container':
        return { paced: true, attempt: async () => judgeAbsent(check, await sample(check.host, check.swarm)) };
      case 'port':
        return { attempt: (timeoutMs) => probePort(check, timeoutMs) };
      case 'health':
        return { attempt: (timeoutMs) => probeHealth(check, timeoutMs, signal) };
      case 'dns':
        return { attempt: (timeoutMs) => dns.present(check, timeoutMs) };
      case 'absent-dns':
        return { attempt: (timeoutMs) => dns.absent(check, timeoutMs) };
      case 'route':
        return { attempt: (timeoutMs) => probeRoute(check, through(timeoutMs)) };
      case 'tls':
        return { attempt: (timeoutMs) => probeTls(check, timeoutMs, trust) };
      case 'redirect':
        return { attempt: (timeoutMs) => probeRedirect(check, through(timeoutMs)) };
      case 'absent-route':
        return { attempt: (timeoutMs) => probeAbsentRoute(check, through(timeoutMs)) };
      case 'sso':
        return { attempt: (timeoutMs) => probeSso(check, through(timeoutMs)) };
      case 'settled':
        return { attempt: async () => ({ pass: false, expected: check.expected, actual: check.reason, final: check.status }) };
    }
  };
}

/** The try, or what was known before it when everything is called off first. */
async function orStopped(attempt: Promise<Attempt>, signal: AbortSignal | undefined, last: Attempt): Promise<Attempt> {
  if (signal === undefined) return await attempt;
  let stop = (): void => undefined;
  const stopped = new Promise<Attempt>((resolve) => {
    stop = (): void => resolve(last);
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([attempt, stopped]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
