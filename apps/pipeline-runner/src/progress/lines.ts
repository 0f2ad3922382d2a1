import { printable } from '@hl/core';
import { count } from '../text/count.js';
import { isOver, type HostProgress } from './host.js';

export interface View {
  /** Of the terminal, in characters. */
  readonly columns: number;
  readonly rows: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * One line for each host that is not done: `docker-media  3/10  12 s  metube pull, jellyfin watch`. None is as wide as the terminal and
 * all together leave one row free, so that the terminal neither wraps nor scrolls them.
 */
export function liveLines(hosts: readonly HostProgress[], { columns, rows, now }: View): string[] {
  const going = hosts.filter((progress) => !isOver(progress));
  const cells = going.map((progress) => [
    progress.host,
    `${progress.done}/${progress.total}${progress.failed > 0 ? `, ${progress.failed} not` : ''}`,
    progress.since === null ? '' : `${Math.floor((now - progress.since) / 1_000)} s`,
  ]);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((row) => row[column]?.length ?? 0)));
  const lines = going.map((progress, index) => {
    const [host = '', count = '', elapsed = ''] = cells[index] ?? [];
    const [w0 = 0, w1 = 0, w2 = 0] = widths;
    return `${host.padEnd(w0)}  ${count.padEnd(w1)}  ${elapsed.padStart(w2)}  ${doing(progress)}`;
  });
  const room = Math.max(1, rows - 1);
  const shown = lines.length <= room ? lines : [...lines.slice(0, room - 1), `and ${lines.length - room + 1} more hosts`];
  return shown.map((line) => cut(printable(line), columns - 1));
}

function doing({ since, done, failed, inFlight }: HostProgress): string {
  if (inFlight.size > 0) return [...inFlight].map(([service, step]) => `${service} ${step}`).join(', ');
  return since === null || done + failed > 0 ? 'waiting' : 'looking';
}

const cut = (line: string, width: number): string =>
  line.length <= width ? line.trimEnd() : `${line.slice(0, Math.max(0, width - 1)).trimEnd()}…`.slice(0, Math.max(0, width));

/** The host at its end: `docker-media: 9 of 10 services done, 1 not (12.3 s)`. */
export function summaryLine(progress: HostProgress, now: number): string {
  const { host, total, done, failed, since } = progress;
  const seconds = since === null ? '' : ` (${((now - since) / 1_000).toFixed(1)} s)`;
  const bad = `${failed > 0 ? `, ${failed} not` : ''}${isOver(progress) ? '' : ', stopped'}`;
  return `${host}: ${done} of ${count(total, 'service')} done${bad}${seconds}`;
}
