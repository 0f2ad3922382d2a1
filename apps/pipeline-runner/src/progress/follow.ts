import type { Change, Outcome } from '@hl/core';
import type { Printer } from '../printer.js';
import { hostOf, hostsOf, isOver, withOutcome, withStep, type HostProgress } from './host.js';
import { liveLines, summaryLine } from './lines.js';

/** What is shown while containers are deployed. */
export interface Progress {
  /** These changes are begun now. */
  begin(changes: readonly Change[]): void;
  step(host: string, service: string, step: string): void;
  /** `line`: the outcome in words. */
  finish(outcome: Outcome, line: string): void;
  /** Nothing more comes: lines that are still live go, and what was begun is summarised. Calling it twice is fine. */
  end(): void;
}

/** Follows the hosts of these changes: live lines on a terminal; one line, in GitLab a section with every step, when a host is done. */
export function follow(print: Printer, changes: readonly Change[], clock: () => number = Date.now): Progress {
  const hosts = new Map(hostsOf(changes).map((progress) => [progress.host, progress]));
  const steps = new Map<string, string[]>();
  let live: (() => void) | null = null;
  const endLive = (): void => {
    live?.();
    live = null;
  };

  const note = ({ host, since }: HostProgress, text: string): void => {
    const seconds = `${((clock() - (since ?? clock())) / 1_000).toFixed(1)} s`;
    steps.set(host, [...(steps.get(host) ?? []), `${seconds.padStart(8)}  ${text}`]);
  };
  const conclude = (progress: HostProgress): void => {
    hosts.delete(progress.host);
    if (hosts.size === 0) endLive();
    const [from, to] = [progress.since ?? clock(), clock()];
    print.section({ name: `host_${progress.host}`, title: summaryLine(progress, to), lines: steps.get(progress.host) ?? [], from, to });
  };
  return {
    begin(begun) {
      for (const progress of begun.map((change) => hosts.get(hostOf(change) ?? '')))
        if (progress?.since === null) hosts.set(progress.host, { ...progress, since: clock() });
      if (hosts.size > 0) live ??= print.live((size) => liveLines([...hosts.values()], { ...size, now: clock() }));
    },
    step(host, service, step) {
      print.detail(`${host}: ${service}: ${step}`);
      const progress = hosts.get(host);
      if (!progress) return;
      note(progress, `${service}: ${step}`);
      hosts.set(host, withStep(progress, service, step));
    },
    finish(outcome, line) {
      const progress = hosts.get(hostOf(outcome) ?? '');
      if (!progress) return;
      note(progress, line);
      const next = withOutcome(progress, outcome);
      hosts.set(progress.host, next);
      if (isOver(next)) conclude(next);
    },
    end() {
      endLive();
      for (const progress of hosts.values()) if (progress.since !== null) conclude(progress);
      hosts.clear();
    },
  };
}
