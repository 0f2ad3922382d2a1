import type { Printer } from '../printer.js';

/** Milliseconds after which somebody wonders what is waited for. */
const patience = 500;

/** A live line of a screen for things that are asked side by side: how many have answered, since when, and which have not. */
export function followReads(print: Printer, title: string, names: readonly string[], clock: () => number = Date.now) {
  const from = clock();
  const left = [...names];
  const end = print.live(() => {
    const ms = clock() - from;
    if (left.length === 0 || ms < patience) return [];
    return [`${title}  ${names.length - left.length}/${names.length} read  ${Math.floor(ms / 1_000)} s  ${left.join(', ')}`];
  });
  return {
    done(name: string): void {
      const at = left.indexOf(name);
      if (at >= 0) left.splice(at, 1);
    },
    end,
  };
}
