import type { TileCheck } from '../checks/check.js';
import type { Probe } from '../result.js';

/** What a dashboard shows of a service's entries. */
export interface ShownTile {
  /** `hidden`: nobody may look; `absent`: its file has no such entry; `stale`: the file has it, and the page does not show it so. */
  readonly state: 'shown' | 'stale' | 'absent' | 'hidden';
  /** Addresses or names of the pages that were looked at. */
  readonly pages: readonly string[];
}

/** Of all these URLs, that a click opens, in one look. */
export type TilesOf = (urls: readonly string[]) => Promise<ReadonlyMap<string, ShownTile>>;

/**
 * Gives the next look at the dashboard: all who wait for one share it.
 *
 * @param rest waits between two looks
 */
export function tileLooks(tilesOf: TilesOf, rest: () => Promise<void>): (url: string) => Promise<ShownTile | undefined> {
  const waiting = new Set<string>();
  let next: Promise<ReadonlyMap<string, ShownTile>> | null = null;
  let looked = false;
  const look = async (): Promise<ReadonlyMap<string, ShownTile>> => {
    if (looked) await rest();
    looked = true;
    const urls = [...waiting];
    waiting.clear();
    next = null;
    return tilesOf(urls);
  };
  return async (url) => {
    waiting.add(url);
    next ??= Promise.resolve().then(look);
    return (await next).get(url);
  };
}

/** Is it on the page that people have before them, not only in the file that the page is made of? */
export function tileProbe({ dashboard, url, title }: TileCheck, tileOf: ReturnType<typeof tileLooks> | null): Probe {
  return {
    expected: `${dashboard} shows ${title} with ${url}`,
    paced: true,
    async look() {
      if (tileOf === null) return { pass: false, actual: `${dashboard} was not asked`, final: 'skip' };
      const { state, pages } = (await tileOf(url)) ?? { state: 'absent', pages: [] };
      const evidence = { pages: pages.join(', '), url };
      if (state === 'hidden')
        return { pass: false, actual: `${dashboard} shows its pages to nobody who is not logged in`, final: 'skip', evidence };
      if (state === 'shown') return { pass: true, actual: `on ${pages.join(', ')}`, evidence };
      const hint =
        state === 'absent'
          ? 'Run: hl glance'
          : `${dashboard} has not loaded its file, or shows the entry otherwise than the file says: read its log, or restart it.`;
      return {
        pass: false,
        actual: state === 'absent' ? 'no such entry in its file' : `not on ${pages.join(', ') || 'any page'}`,
        hint,
        evidence,
      };
    },
  };
}
