import type { Context } from '../context.js';
import type { Ending } from './ending.js';
import { summaryLines } from './summary.js';

/** Tells what a command came to, as the last that it says. */
export function tellEnding(
  { print, artifacts: place, environment: { ci } }: Pick<Context, 'print' | 'artifacts' | 'environment'>,
  ending: Omit<Ending, 'files' | 'ci'>,
): void {
  const files = [ending.checks === null ? '' : `${place}/verification.json`, `${place}/outcomes`].filter((file) => file !== '').join(', ');
  print.last(summaryLines({ ...ending, ...(print.quiet ? { tell: 'with hints' } : {}), files, ci }, print.size()));
}

/** Services of outcomes and checks, each once. */
export const servicesOf = (...lists: readonly (readonly { readonly service: string }[])[]): string[] => [
  ...new Set(lists.flat().map(({ service }) => service)),
];
