import { printable, type Outcome } from '@hl/core';
import { didNotGoThrough } from '../exit.js';
import type { Size } from '../progress/screen.js';
import { widthOf } from '../progress/width.js';
import { count } from '../text/count.js';
import { tallyLine } from '../text/check-lines.js';
import type { Ending } from './ending.js';
import { nextSteps } from './next.js';
import { troubles, type Trouble } from './trouble.js';

export const idle = 'nothing to do';

/** Names that a line has room for. */
const few = 5;

/**
 * The end of a command, so that it fits on the screen: what it came to, what failed, what came first first, and what to do next. What does not
 * fit is counted; the files have it. All well: one line.
 */
export function summaryLines(ending: Ending, { columns, rows }: Size): string[] {
  const { name, services, outcomes, checks, rolledBack = [], stopped, ms, files, tell } = ending;
  const found = [...troubles(outcomes, checks ?? []), ...(stopped?.troubles ?? [])];
  const bad = new Set(found.flatMap((trouble) => trouble.services));
  // Who looks changes nothing.
  const what = [name === 'verify' ? '' : changed(outcomes), ...(checks === null || checks.length === 0 ? [] : [tallyLine(checks)])].filter(
    (part) => part !== '',
  );
  const seconds = ` (${(ms / 1_000).toFixed(1)} s)`;
  if (found.length === 0 && !stopped) return [`✔ ${name}: ${what.join('; ') || idle}${seconds}`];

  const well = services.filter((service) => !bad.has(service));
  const all = Math.max(services.length, bad.size);
  // What it waits for was told of where it failed.
  const onlyWaits = found.length > 0 && found.every(({ waits }) => waits);
  const lacking =
    bad.size === 0
      ? ''
      : `${bad.size} of ${count(all, 'service')} ${onlyWaits ? (bad.size === 1 ? 'waits' : 'wait') : 'did not go through'}`;
  const parts = [stopped ? `stopped at ${stopped.at}` : '', lacking, ...what].filter((part) => part !== '');
  const head = [`${onlyWaits ? '!' : '✖'} ${name}: ${parts.join('; ')}${seconds}`];
  const went = (healthy: boolean): string[] => rolledBack.filter((one) => one.healthy === healthy).map(({ service }) => service);
  const foot = [
    ...(went(true).length > 0 ? [`  as before, and well: ${names(went(true))}`] : []),
    ...(went(false).length > 0 ? [`  taken back, and not well: ${names(went(false))}`] : []),
    ...(well.length > 0 ? [`  well: ${names(well)}`] : []),
    ...nextSteps(ending, found).map((step, index) => `${index === 0 ? '  next: ' : '        '}${step}`),
  ];
  const end = `  all of it: ${files}`;
  const taken = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Math.max(1, Math.ceil(widthOf(line) / columns)), 0);
  // Two rows for what the shell prints after it, one for what is left out.
  const room = rows - 3 - taken([...head, ...foot, end]);
  const shown: string[] = [];
  let left = found;
  for (const trouble of tell === 'counted' && found.length <= few ? [] : found) {
    const next = troubleLines(trouble, tell === 'with hints');
    if (shown.length > 0 && taken([...shown, ...next]) > room) break;
    shown.push(...next);
    left = left.slice(1);
  }
  const more =
    left.length === 0 || shown.length === 0
      ? []
      : [`  and ${count(new Set(left.flatMap((trouble) => trouble.services)).size, 'more service')}`];
  return [...head, ...shown, ...more, ...foot, end].map((line) => printable(line));
}

const names = (services: readonly string[]): string =>
  `${services.slice(0, few).join(', ')}${services.length > few ? ` and ${services.length - few} more` : ''}`;

const troubleLines = ({ services, cause, hint, waits }: Trouble, hints: boolean): string[] => [
  `  ${waits ? '…' : '✖'} ${services.length > 0 ? `${names(services)}: ` : ''}${cause}`,
  ...(hint === undefined || !hints ? [] : [`    → ${hint}`]),
];

/** `18 created, 1 changed`. */
function changed(outcomes: readonly Outcome[]): string {
  const made = outcomes.filter((outcome) => !didNotGoThrough(outcome));
  const counts: readonly (readonly [word: string, is: (outcome: Outcome) => boolean])[] = [
    ['created', ({ status, before, after }) => status === 'applied' && before === null && after !== null],
    ['changed', ({ status, before, after }) => status === 'applied' && before !== null && after !== null],
    ['removed', ({ status, after }) => status === 'applied' && after === null],
    ['so already', ({ status }) => status === 'unchanged'],
  ];
  return counts
    .map(([word, is]) => [made.filter(is).length, word] as const)
    .flatMap(([number, word]) => (number > 0 ? `${number} ${word}` : []))
    .join(', ');
}
