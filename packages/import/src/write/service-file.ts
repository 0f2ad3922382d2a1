import type { JsonMap } from '@hl/compose';
import { Document, isScalar, YAMLMap, type Pair, type Scalar } from 'yaml';
import type { Tile } from '../labels/tiles.js';
import type { Imported, ImportOptions } from '../options.js';

export interface ServiceFile {
  readonly name: string;
  readonly tile: Tile;
  readonly deployment: YAMLMap;
  /** Of the main container in the compose file. */
  readonly comment?: string | undefined;
  /** traefik, glance, watchtower, pages. */
  readonly sections?: JsonMap;
  /** Comment at the top of the file. */
  readonly head?: string;
}

/** A service file, and where it belongs. */
export function serviceFile({ category, folder = 'services' }: ImportOptions, file: ServiceFile): Imported['files'][number] {
  const { name, tile, deployment, comment, sections, head } = file;
  const document = new Document<YAMLMap, false>({});
  const capital = (_: string, dash: string, letter: string): string => (dash ? ' ' : '') + letter.toUpperCase();
  const display = tile.displayName ?? name.replace(/(^|-)([a-z])/g, capital);
  const { description = display, icon } = tile;
  const service = { name, display_name: display, description, category, ...(icon && { icon }) };
  const entries = Object.entries({ service, deployment, ...sections }).map(([key, value]) => {
    const pair = document.createPair<Scalar>(key, value);
    pair.key.spaceBefore = key !== 'service';
    if (key === 'deployment') pair.key.commentBefore = comment ?? null;
    return pair;
  });
  document.contents = mapping(entries);
  document.commentBefore = head ?? null;
  return { path: `${folder}/${category}/${name}.yml`, text: document.toString({ lineWidth: 0, flowCollectionPadding: false }) };
}

/** Entries as a mapping, without an empty line before the first. */
export function mapping(pairs: readonly Pair[]): YAMLMap {
  const map = new YAMLMap();
  const [first] = pairs;
  if (isScalar(first?.key)) first.key.spaceBefore = false;
  map.items = [...pairs] as YAMLMap['items'];
  return map;
}
