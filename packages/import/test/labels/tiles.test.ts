import { parseDocument, YAMLMap } from 'yaml';
import { labelsOf } from '../../src/labels/labels.js';
import { iconOf, tileOf, watchtowerOf } from '../../src/labels/tiles.js';
import { remarks } from '../../src/remarks.js';

function read<T>(
  labels: { readonly [name: string]: string },
  what: (labels: ReturnType<typeof labelsOf>, told: ReturnType<typeof remarks>) => T,
) {
  const container = parseDocument(JSON.stringify({ labels })).contents as YAMLMap;
  const told = remarks();
  const found = what(labelsOf(container), told);
  return {
    found,
    left: Object.keys((container.toJSON() as { labels?: object }).labels ?? {}),
    told: told.list.map(({ message }) => message),
  };
}

test.each([
  [
    'Glance',
    { 'glance.name': 'Films', 'glance.icon': 'si:jellyfin', 'glance.url': 'https://f.example.org', 'glance.description': 'All' },
    { displayName: 'Films', icon: 'si:jellyfin', description: 'All', glance: { url: 'https://f.example.org' } },
  ],
  [
    'homepage',
    {
      'homepage.group': 'Media',
      'homepage.name': 'Films',
      'homepage.icon': 'mdi-movie',
      'homepage.href': 'https://f.example.org',
      'homepage.siteMonitor': 'http://192.0.2.1:8096',
    },
    {
      displayName: 'Films',
      icon: 'mdi:movie',
      group: 'Media',
      glance: { url: 'https://f.example.org', bookmark: { group: 'Media' }, monitor: { check_url: 'http://192.0.2.1:8096' } },
    },
  ],
  [
    'Glance before homepage',
    { 'glance.name': 'A', 'homepage.name': 'B', 'homepage.group': 'C' },
    { displayName: 'A', group: 'C', glance: { bookmark: { group: 'C' } } },
  ],
  ['a hidden one', { 'glance.hide': 'true' }, { glance: { enabled: false } }],
  ['none', {}, { glance: null }],
])('a tile of %s', (_, labels, tile) => {
  const { found, left } = read(labels, tileOf);
  expect(found).toEqual(tile);
  expect(left).toEqual([]);
});

test('labels without a key of ours stay and are told', () => {
  const { left, told } = read({ 'homepage.name': 'A', 'homepage.widget.type': 'x', 'glance.id': 'a' }, tileOf);
  expect(left).toEqual(['homepage.widget.type', 'glance.id']);
  expect(told).toEqual(['glance.id has no key here and stays a label', 'homepage.widget.type has no key here and stays a label']);
});

test.each([
  ['jellyfin.png', 'di:jellyfin'],
  ['jellyfin', 'di:jellyfin'],
  ['mdi-home-#fff', 'mdi:home'],
  ['si-github', 'si:github'],
  ['sh-immich.svg', 'sh:immich'],
  ['di:plex', 'di:plex'],
  ['auto-invert di:plex', 'auto-invert di:plex'],
  ['https://example.org/x.png', 'https://example.org/x.png'],
  ['/icons/x.png', '/icons/x.png'],
])('the icon %s is %s', (written, icon) => {
  expect(iconOf(written)).toBe(icon);
});

const watchtower = 'com.centurylinklabs.watchtower.';

test.each([
  [{ [`${watchtower}enable`]: 'true' }, { enabled: true }, 0],
  [{ [`${watchtower}enable`]: 'false' }, { enabled: false }, 0],
  [{ [`${watchtower}enable`]: 'true', [`${watchtower}monitor-only`]: 'true' }, { enabled: true, monitor_only: true }, 0],
  [{ [`${watchtower}monitor-only`]: 'true' }, null, 1],
  [{ [`${watchtower}enable`]: 'true', [`${watchtower}scope`]: 'x' }, { enabled: true }, 1],
  [{}, null, 0],
])('Watchtower: %j', (labels, section, left) => {
  const result = read(labels, watchtowerOf);
  expect([result.found, result.left.length]).toEqual([section, left]);
});
