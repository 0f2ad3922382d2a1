import { parseObservation } from '../../src/observe/observation.js';

const printed = (...sections: string[]): string => sections.map((section) => `\nmark ${section}\n`).join('');
const place = (...sections: string[]): unknown => parseObservation(printed('at\tweb\t/opt/web', ...sections), 'mark').places[0];
const empty = { service: 'web', path: '/opt/web', unmarked: new Set(), files: new Map(), env: new Map() };

test('containers, troubles, and whether all of it arrived', () => {
  expect(parseObservation(printed('containers\na\n\nb', 'trouble\n docker is down ', 'end'), 'mark')).toEqual({
    containers: ['a', 'b'],
    modes: [],
    published: [],
    obstacles: [],
    unplugged: false,
    places: [],
    troubles: ['docker is down'],
    complete: true,
  });
  expect(parseObservation(printed('containers\na'), 'mark').complete).toBe(false);
  expect(parseObservation('', 'mark')).toMatchObject({ containers: [], places: [], modes: [], troubles: [], complete: false });
});

test('what would be in the way', () => {
  const sections = ['published\na\nb', 'unplugged', 'denied\t/opt/a\t/opt', 'file\t/opt/b\t/opt/b/.hl'];
  expect(parseObservation(printed(...sections), 'mark')).toMatchObject({
    published: ['a', 'b'],
    unplugged: true,
    obstacles: [
      { kind: 'denied', path: '/opt/a', place: '/opt' },
      { kind: 'file', path: '/opt/b', place: '/opt/b/.hl' },
    ],
    places: [],
  });
});

test.each<[string, string, object]>([
  ['nothing', 'records', { records: true }],
  ['nothing', 'staged', { staged: true }],
  ['nothing', 'tampered', { tampered: true }],
  ['a name', 'unmarked\tcompose.yml', { unmarked: new Set(['compose.yml']) }],
  ['text', 'manifest\n{"version":1}\n', { manifest: '{"version":1}\n\n' }],
  ['text', 'applied\n{}', { applied: '{}\n' }],
  ['text', 'compose\nservices:\n\n  a: 1', { compose: 'services:\n\n  a: 1\n' }],
  ['nothing', 'compose', { compose: '' }],
  ['text', 'overlay\n# hl: x', { overlay: '# hl: x\n' }],
  ['names', 'kept\n# web db', { kept: ['web', 'db'] }],
  ['words', 'images\ncurrent\noutdated', { outdated: true }],
  ['words', 'images\ncurrent', { outdated: false }],
  [
    'rows',
    'files\nabc\t644\t12\ta/b.txt\ndef\t4755\t0\ttab\there',
    {
      files: new Map([
        ['a/b.txt', { sha256: 'abc', mode: 0o644, size: 12 }],
        ['tab\there', { sha256: 'def', mode: 0o4755, size: 0 }],
      ]),
    },
  ],
  [
    'rows',
    'env\nKEY\tabc\nB\tdef',
    {
      env: new Map([
        ['KEY', 'abc'],
        ['B', 'def'],
      ]),
    },
  ],
  ['anything', 'of a newer script\nx', {}],
])('a section with %s: %j', (_, section, expected) => {
  expect(place(section)).toEqual({ ...empty, ...expected });
});

test('sections belong to the directory before them; before the first they say nothing', () => {
  const { places } = parseObservation(printed('records', 'at\ta\t/opt/a', 'records', 'at\tb\t/opt/b', 'staged'), 'mark');
  expect(places).toMatchObject([
    { service: 'a', path: '/opt/a', records: true },
    { service: 'b', path: '/opt/b', staged: true },
  ]);
  expect(places[0]).not.toHaveProperty('staged');
  expect(places[1]).not.toHaveProperty('records');
});
