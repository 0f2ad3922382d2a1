import type { Resource, Service } from '@hl/core';

export interface Bookmark {
  readonly group: string;
  readonly title: string;
  readonly description: string;
  readonly icon: string | null;
}

export interface Monitor {
  readonly widget: string;
  readonly title: string;
  /** What Glance asks when it is not the tile's URL, e.g. `http://192.0.2.11:8082/health`. */
  readonly checkUrl: string | null;
  readonly icon: string | null;
  readonly altStatusCodes: readonly number[];
  readonly allowInsecure: boolean;
  /** Glance spelling, e.g. `5s`. */
  readonly timeout: string | null;
}

/** All of a service's entries on the dashboard; the key of the resource is the URL that a click opens. */
export interface TileSpec {
  /** Slug or name of the page. */
  readonly page: string;
  readonly bookmark: Bookmark | null;
  readonly monitor: Monitor | null;
  /** Whether the running Glance shows what the file says: a file that was written but not loaded is a tile that is not live. */
  readonly live: boolean;
}

/** One line, single blanks, no control characters: a text as it can stand in the file. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .replaceAll('\uFEFF', '')
    .trim();

/** An address as it is written for people, in one spelling: `HTTPS://A.example.org/` is `https://a.example.org`. What is behind the host stays. */
export const oneSpelling = (url: string): string =>
  url.replace(/^[a-z]+:\/\/[^/?#$]+/i, (origin) => origin.toLowerCase()).replace(/^([a-z]+:\/\/[^/?#]+)\/$/, '$1');

/** What a service wants on the dashboard. Texts are brought to one line, as they stand in the file. */
export function desired({ name, glance }: Service): Resource<TileSpec>[] {
  if (glance === null || (glance.bookmark === null && glance.monitor === null)) return [];
  const [title, icon] = [oneLine(glance.title), glance.icon === null ? null : oneLine(glance.icon)];
  const bookmark = glance.bookmark && {
    group: oneLine(glance.bookmark.group),
    title,
    description: oneLine(glance.bookmark.description),
    icon,
  };
  const monitor = glance.monitor && {
    widget: oneLine(glance.monitor.widget),
    title,
    checkUrl: glance.monitor.checkUrl === null ? null : oneLine(glance.monitor.checkUrl),
    icon,
    altStatusCodes: [...glance.monitor.altStatusCodes],
    allowInsecure: glance.monitor.allowInsecure,
    timeout: glance.monitor.timeout,
  };
  return [
    {
      system: 'glance',
      key: oneSpelling(oneLine(glance.url)),
      service: name,
      spec: { page: oneLine(glance.page), bookmark, monitor, live: true },
    },
  ];
}
