import type { TileCheck } from '../checks/check.js';
import type { Probe } from '../result.js';

/** What a dashboard shows of a service's entries. */
export interface ShownTile {
  /** `hidden`: nobody may look; `absent`: its file has no such entry; `stale`: the file has it, and the page does not show it so. */
  readonly state: 'shown' | 'stale' | 'absent' | 'hidden';
  /** Addresses or names of the pages that were looked at. */
  readonly pages: readonly string[];
}

/** Told of the URL that a click opens. */
export type TileOf = (url: string) => Promise<ShownTile>;

/** Is it on the page that people have before them, not only in the file that the page is made of? */
export function tileProbe({ dashboard, url, title }: TileCheck, tileOf: TileOf | undefined): Probe {
  return {
    expected: `${dashboard} shows ${title} with ${url}`,
    async look() {
      if (tileOf === undefined) return { pass: false, actual: `${dashboard} was not asked`, final: 'skip' };
      const { state, pages } = await tileOf(url);
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
