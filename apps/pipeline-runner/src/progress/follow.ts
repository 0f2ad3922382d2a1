import type { Change, Outcome } from '@hl/core';
import { didNotGoThrough } from '../exit.js';
import type { Printer } from '../printer.js';
import { isOver, laneOf, lanesOf, withOutcome, withStep, type Lane } from './lane.js';
import { liveLines, summaryLine } from './lines.js';

/** What is shown while changes are applied. */
export interface Progress {
  /** These changes are begun now. */
  begin(changes: readonly Change[]): void;
  step(host: string, service: string, step: string): void;
  /** `line`: the outcome in words. `told`: it is, elsewhere. */
  finish(outcome: Outcome, line: string, told?: 'told'): void;
  /** Nothing more comes: lines that are still live go, and what was begun is summarised. Calling it twice is fine. */
  end(): void;
}

/**
 * Follows the lanes of these changes: live lines on a terminal; one line for each host that is done; in GitLab a section for each lane, with
 * every step. What failed is a line everywhere, at once.
 */
export function follow(print: Printer, changes: readonly Change[], clock: () => number = Date.now): Progress {
  const lanes = new Map(lanesOf(changes).map((lane) => [lane.name, lane]));
  const steps = new Map<string, string[]>();
  let live: (() => void) | null = null;
  const endLive = (): void => {
    live?.();
    live = null;
  };

  const note = ({ name, since }: Lane, text: string): void => {
    const seconds = `${((clock() - (since ?? clock())) / 1_000).toFixed(1)} s`;
    steps.set(name, [...(steps.get(name) ?? []), `${seconds.padStart(8)}  ${text}`]);
  };
  const conclude = (lane: Lane): void => {
    lanes.delete(lane.name);
    if (lanes.size === 0) endLive();
    const [from, to] = [lane.since ?? clock(), clock()];
    if (!lane.host && print.manner !== 'sections') return; // the last line of its stage says as much
    const name = `${lane.host ? 'host' : 'system'}_${lane.name}`;
    print.section({ name, title: summaryLine(lane, to), lines: steps.get(lane.name) ?? [], from, to });
  };
  return {
    begin(begun) {
      for (const lane of begun.map((change) => lanes.get(laneOf(change))))
        if (lane?.since === null) lanes.set(lane.name, { ...lane, since: clock() });
      if (lanes.size > 0) live ??= print.live((size) => liveLines([...lanes.values()], { ...size, now: clock() }));
    },
    step(host, service, step) {
      print.detail(`${host}: ${service}: ${step}`);
      const lane = lanes.get(host);
      if (!lane) return;
      note(lane, `${service}: ${step}`);
      lanes.set(host, withStep(lane, service, step));
    },
    finish(outcome, line, told) {
      const lane = lanes.get(laneOf(outcome));
      if (told === undefined) {
        // A deployment takes long: each of its containers is a line in a job log, too, and not only in the section that ends it.
        if (didNotGoThrough(outcome) || (print.manner === 'sections' && lane?.host === true)) print.step(line);
        else if (print.manner !== 'sections') print.fine(line);
      }
      if (!lane) return;
      note(lane, line);
      const next = withOutcome(lane, outcome);
      lanes.set(lane.name, next);
      if (isOver(next)) conclude(next);
    },
    end() {
      endLive();
      for (const lane of lanes.values()) if (lane.since !== null) conclude(lane);
      lanes.clear();
    },
  };
}
