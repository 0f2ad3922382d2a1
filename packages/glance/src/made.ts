import type { Bookmark, Monitor } from './desired.js';
import type { Made } from './render.js';

type Fields = Made['fields'];

const given = (fields: readonly (readonly [string, Fields[number][1] | null])[]): Fields =>
  fields.flatMap(([key, value]) => (value === null ? [] : [[key, value] as const]));

const made = (...fields: Fields): Made => ({ fields });

/** A link of a bookmarks group. */
export const madeBookmark = (url: string, { title, description, icon }: Bookmark): Made =>
  made(
    ...given([
      ['title', title],
      ['url', url],
      ['description', description || null],
      ['icon', icon],
    ]),
  );

/** A site of a monitor widget. */
export const madeMonitor = (url: string, monitor: Monitor): Made =>
  made(
    ...given([
      ['title', monitor.title],
      ['url', url],
      ['check-url', monitor.checkUrl],
      ['icon', monitor.icon],
      ['timeout', monitor.timeout],
      ['allow-insecure', monitor.allowInsecure || null],
      ['alt-status-codes', monitor.altStatusCodes.length > 0 ? monitor.altStatusCodes : null],
    ]),
  );

// What is missing around an entry is made with it, marked, so that it goes again with its last entry.
export const madeGroup = (title: string, link: Made): Made => made(['title', title], ['links', [link]]);
export const madeBookmarks = (group: Made): Made => made(['type', 'bookmarks'], ['groups', [group]]);
export const madeMonitorWidget = (title: string, site: Made): Made => made(['type', 'monitor'], ['title', title], ['sites', [site]]);
export const madeColumn = (widget: Made): Made => made(['size', 'full'], ['widgets', [widget]]);
export const madePage = (name: string, column: Made): Made =>
  made(['name', `${name.charAt(0).toUpperCase()}${name.slice(1)}`], ['columns', [column]]);
