import type { JsonMap } from '@hl/compose';
import { Document, type Scalar, type YAMLMap } from 'yaml';
import { mapping } from './names.js';
import type { Tile } from '../labels/tiles.js';

export interface ServiceFile {
  readonly name: string;
  readonly category: string;
  readonly tile: Tile;
  readonly deployment: YAMLMap;
  /** Of the main container in the compose file. */
  readonly comment: string | undefined;
  /** traefik, glance, watchtower, pages. */
  readonly sections: JsonMap;
  /** Comment at the top of the compose file. */
  readonly head: string | undefined;
}

/** The text of a service file. */
export function serviceFile({ name, category, tile, deployment, comment, sections, head }: ServiceFile): string {
  const document = new Document<YAMLMap, false>({});
  const display =
    tile.displayName ?? name.replace(/(^|-)([a-z])/g, (_, dash: string, letter: string) => (dash ? ' ' : '') + letter.toUpperCase());
  const service = {
    name,
    display_name: display,
    description: tile.description ?? display,
    category,
    ...(tile.icon && { icon: tile.icon }),
  };
  const entries = Object.entries({ service, deployment, ...sections }).map(([key, value]) => {
    const pair = document.createPair<Scalar>(key, value);
    pair.key.spaceBefore = key !== 'service';
    if (key === 'deployment') pair.key.commentBefore = comment ?? null;
    return pair;
  });
  document.contents = mapping(entries);
  document.commentBefore = head ?? null;
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
