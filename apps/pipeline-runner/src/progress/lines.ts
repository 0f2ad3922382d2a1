import { printable } from '@hl/core';
import { count } from '../text/count.js';
import { isOver, type Lane } from './lane.js';
import { cut, padEnd, widthOf } from './width.js';

export interface View {
  /** Of the terminal, in characters. */
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * One line for each lane that is not done: `docker-media  3/10  12 s  metube pull, jellyfin watch`. None is as wide as the terminal and
 * all together leave one row free, so that the terminal neither wraps nor scrolls them.
 */
export function liveLines(lanes: readonly Lane[], { columns, rows, now }: View): string[] {
  const going = lanes.filter((lane) => !isOver(lane));
  const cells = going.map((lane) => [
    lane.name,
    `${lane.done}/${lane.total}${lane.failed > 0 ? `, ${lane.failed} not` : ''}`,
    lane.since === null ? '' : `${Math.floor((now - lane.since) / 1_000)} s`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((row) => widthOf(row[column] ?? ''))));
  const lines = going.map((lane, index) => {
    const [name = '', count = '', elapsed = ''] = cells[index] ?? [];
    const [w0 = 0, w1 = 0, w2 = 0] = widths;
    return `${padEnd(name, w0)}  ${count.padEnd(w1)}  ${elapsed.padStart(w2)}  ${doing(lane)}`;
  });
  const room = Math.max(1, rows - 1);
  const shown = lines.length <= room ? lines : [...lines.slice(0, room - 1), `and ${lines.length - room + 1} more`];
  return shown.map((line) => cut(printable(line), columns - 1));
}

function doing({ host, since, done, failed, inFlight }: Lane): string {
  if (inFlight.size > 0) return [...inFlight].map(([service, step]) => `${service} ${step}`).join(', ');
  if (since !== null && !host) return 'at work';
  return since === null || done + failed > 0 ? 'waiting' : 'looking';
}

/** The lane at its end: `docker-media: 9 of 10 services done, 1 not (12.3 s)`. */
export function summaryLine(lane: Lane, now: number): string {
  const { name, host, total, done, failed, since } = lane;
  const seconds = since === null ? '' : ` (${((now - since) / 1_000).toFixed(1)} s)`;
  const bad = `${failed > 0 ? `, ${failed} not` : ''}${isOver(lane) ? '' : ', stopped'}`;
  return `${name}: ${done} of ${count(total, host ? 'service' : 'change')} done${bad}${seconds}`;
}
