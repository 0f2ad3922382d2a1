import type { JsonMap } from '@hl/compose';
import type { Remarks } from '../remarks.js';
import type { Labels } from './labels.js';

/** What labels of a dashboard or of Watchtower say of a service, in our words. */
export interface Tile {
  readonly displayName?: string;
  readonly description?: string;
  readonly icon?: string;
  readonly group?: string;
  /** Our section; null: there is no label of a dashboard. */
  readonly glance: JsonMap | null;
}

/** Labels of Glance's docker-containers widget, else of homepage. They are taken out; those without a key of ours stay and are told. */
export function tileOf(labels: Labels, remarks: Remarks): Tile {
  const glance = read(labels, 'glance.', ['name', 'icon', 'url', 'description', 'hide', 'same-tab']);
  const homepage = read(labels, 'homepage.', ['group', 'name', 'icon', 'href', 'description', 'sitemonitor', 'ping', 'weight', 'id']);
  const hint = "Put such things into the dashboard's own file, or leave the label.";
  for (const name of ['glance.', 'homepage.'].flatMap((prefix) => labels.names(prefix)))
    remarks.add('warning', labels.at(name), `${name} has no key here and stays a label`, hint);
  const found = { ...homepage, ...glance };
  if (Object.keys(found).length === 0) return { glance: null };
  const { name, description, url = homepage['href'], group, sitemonitor, hide } = found;
  const icon = iconOf(found['icon']);
  return {
    ...(name && { displayName: name }),
    ...(description && { description }),
    ...(icon && { icon }),
    ...(group && { group }),
    glance: {
      ...(hide === 'true' && { enabled: false }),
      ...(url && /^https?:/.test(url) && { url }),
      ...(group && { bookmark: { group } }),
      ...(sitemonitor && { monitor: { check_url: sitemonitor } }),
    },
  };
}

function read(labels: Labels, prefix: string, known: readonly string[]): { readonly [key: string]: string } {
  const keyOf = (name: string): string => name.slice(prefix.length).toLowerCase();
  const found = labels.names(prefix).filter((name) => known.includes(keyOf(name)));
  const values = Object.fromEntries(found.map((name) => [keyOf(name), labels.get(name) ?? '']));
  labels.take(found);
  return values;
}

/** homepage writes `jellyfin.png`, `mdi-home`, `si-github`, `sh-x.svg`; Glance `di:jellyfin`, `mdi:home`, `si:github`, `sh:x`. */
export function iconOf(written: string | undefined): string | undefined {
  if (written === undefined || /^(auto-invert )?(si|di|sh|mdi):|^(https?:)?\//.test(written)) return written;
  const [, library = 'di', name = ''] = /^(?:(mdi|si|sh)-)?(.+?)(?:-#[0-9a-f]+)?(?:\.(?:png|svg|webp))?$/i.exec(written) ?? [];
  return name === '' ? undefined : `${library}:${name}`;
}

const watchtower = 'com.centurylinklabs.watchtower.';

/** Our `watchtower` section; null: the labels say something that it cannot, and stay. */
export function watchtowerOf(labels: Labels, remarks: Remarks): JsonMap | null {
  const [enable, only] = [labels.get(`${watchtower}enable`), labels.get(`${watchtower}monitor-only`)];
  if (enable === undefined || (only !== undefined && only !== 'true')) return null;
  labels.take([`${watchtower}enable`, `${watchtower}monitor-only`]);
  for (const name of labels.names(watchtower))
    remarks.add('info', labels.at(name), `${name} stays a label`, 'Watchtower goes on reading it.');
  return { enabled: enable === 'true', ...(only === 'true' && { monitor_only: true }) };
}
