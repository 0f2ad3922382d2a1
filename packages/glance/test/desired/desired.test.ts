import { exampleService } from '@hl/core/testing';
import { desired, oneLine, oneSpelling } from '../../src/desired/desired.js';

const service = (glance: object | null) => exampleService({ name: 'metube', glance: glance as never });

test('both entries, texts on one line', () => {
  const [resource, ...others] = desired(
    service({
      page: ' ho\nme ',
      url: ' HTTPS://MeTube.example.org/ ',
      title: 'Me\n Tube',
      icon: 'si:\tyoutube',
      bookmark: { group: 'Me\ndia', description: ' all\nvideos ' },
      monitor: { widget: 'Wa\ntch', checkUrl: ' http://192.0.2.1/ ', altStatusCodes: [401], allowInsecure: true, timeout: '5s' },
    }),
  );
  expect(others).toEqual([]);
  expect(resource).toEqual({
    system: 'glance',
    key: 'https://metube.example.org',
    service: 'metube',
    spec: {
      page: 'ho me',
      bookmark: { group: 'Me dia', title: 'Me Tube', description: 'all videos', icon: 'si: youtube' },
      monitor: {
        widget: 'Wa tch',
        title: 'Me Tube',
        checkUrl: 'http://192.0.2.1/',
        icon: 'si: youtube',
        altStatusCodes: [401],
        allowInsecure: true,
        timeout: '5s',
      },
      live: true,
    },
  });
});

const monitor = { widget: 'W', checkUrl: null, altStatusCodes: [], allowInsecure: false, timeout: null };
test.each([
  ['nothing', null, 0],
  ['neither entry', { bookmark: null, monitor: null }, 0],
  ['a bookmark', { bookmark: { group: 'A', description: '' }, monitor: null }, 1],
  ['a monitor', { bookmark: null, monitor }, 1],
])('%s wanted', (_, over, count) => {
  const glance = over && { page: 'home', url: 'https://a.example.org', title: 'A', icon: null, ...over };
  const found = desired(service(glance));
  expect(found).toHaveLength(count);
  for (const { spec } of found) expect([spec.bookmark?.icon ?? null, spec.monitor?.checkUrl ?? null]).toEqual([null, null]);
});

test.each([
  ['  a \t b\n\nc ', 'a b c'],
  ['a\u0007b\u2028c\u2029d', 'a b c d'],
  ['\uFEFFa', 'a'],
  ['a\uFEFFb', 'a b'],
  ['', ''],
])('%j on one line', (text, expected) => expect(oneLine(text)).toBe(expected));

test.each([
  ['HTTPS://A.Example.org/', 'https://a.example.org'],
  ['https://a.example.org/Path/', 'https://a.example.org/Path/'],
  ['https://A.example.org?Q=A', 'https://a.example.org?Q=A'],
  ['https://A.example.org#Top', 'https://a.example.org#Top'],
  ['https://${HOST}/', 'https://${HOST}'],
  ['https://A.${HOST}', 'https://a.${HOST}'],
  ['Not an address', 'Not an address'],
])('%s in one spelling', (url, expected) => expect(oneSpelling(url)).toBe(expected));
