/** Lines from which on two writers are too many. */
const longList = 500;
/** Turns of two writers that pihole-FTL takes; in the end it reads freed memory while it writes its TOML. */
const turns = 10;

/** Who wrote, so that an emulated pihole-FTL can die of what kills FTL 6.4.1: single lines of two clients by turns on a long list. A PATCH does not. */
export function createWriters(lines: () => number): { wrote(who: string, single: boolean): boolean } {
  let last: string | null = null;
  let changes = 0;
  return {
    /** @returns whether that was one too many */
    wrote(who, single) {
      if (single && last !== null && last !== who && lines() >= longList) changes += 1;
      last = who;
      return changes >= turns;
    },
  };
}
