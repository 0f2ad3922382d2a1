import type { Context } from '../context.js';
import type { Ending } from './ending.js';
import { summaryLines } from './summary.js';

/** Tells what a command came to, as the last that it says. */
export function tellEnding(
  { print, artifacts: place, environment: { ci } }: Pick<Context, 'print' | 'artifacts' | 'environment'>,
  ending: Omit<Ending, 'files' | 'ci'>,
): void {
  const made = `${place}/${ending.outcomes.length > 0 ? 'outcomes' : 'plan.txt'}`;
  const files = ending.checks === null ? made : `${place}/verification.json, ${made}`;
  print.last(summaryLines({ ...ending, ...(print.quiet ? { tell: 'with hints' } : {}), files, ci }, print.size()));
}

/** Services of outcomes and checks, each once. */
export const servicesOf = (...lists: readonly (readonly { readonly service: string }[])[]): string[] => [
  ...new Set(lists.flat().map(({ service }) => service)),
];
