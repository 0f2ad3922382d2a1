import { iconUrl } from '../../src/desired/icon.js';

test.each([
  ['si:youtube', 'https://cdn.jsdelivr.net/npm/simple-icons@latest/icons/youtube.svg'],
  ['di:sonarr', 'https://cdn.jsdelivr.net/gh/homarr-labs/dashboard-icons/svg/sonarr.svg'],
  ['sh:immich.png', 'https://cdn.jsdelivr.net/gh/selfhst/icons/svg/immich.svg'],
  ['mdi:home.svg', 'https://cdn.jsdelivr.net/npm/@mdi/svg@latest/svg/home.svg'],
  ['auto-invert si:x', 'https://cdn.jsdelivr.net/npm/simple-icons@latest/icons/x.svg'],
  [' https://example.org/a.png ', 'https://example.org/a.png'],
  ['http://example.org/a.png', 'http://example.org/a.png'],
  ['/assets/a.png', null],
  ['/https://x', null],
  ['xy:z', null],
  ['constructor:x', null],
  ['si:a b', null],
  ['x si:a', null],
  ['', null],
  [null, null],
])('%s', (icon, expected) => {
  expect(iconUrl(icon)).toBe(expected);
});
