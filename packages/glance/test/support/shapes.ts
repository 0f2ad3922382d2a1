import { addedLines, fixture, surgery, tile } from './surgery.js';

const shapes: Record<string, (text: string) => string> = {
  'as it is': (text) => text,
  CRLF: (text) => text.replaceAll('\n', '\r\n'),
  'with a BOM': (text) => `\uFEFF${text}`,
  'without a final newline': (text) => text.replace(/\n$/, ''),
  'with blank lines at the end': (text) => `${text}\n\n`,
  'all three': (text) => `\uFEFF${text.replace(/\n$/, '').replaceAll('\n', '\r\n')}`,
};

const places: readonly (readonly [string, string, ReturnType<typeof tile>])[] = [
  ['home.yml', 'a group that ends in a block scalar', tile({ group: 'Media' })],
  ['home.yml', 'a page by its name with an emoji', tile({ page: '🏠 Home', group: 'Media' })],
  ['home.yml', 'a group in other letters', tile({ group: '🎬 media!' })],
  ['home.yml', 'a monitor inside a group widget', tile({ group: null, widget: 'Media Services' })],
  ['home.yml', 'a monitor by a title with a colon, its list empty', tile({ group: null, widget: 'Infra: core' })],
  ['home.yml', 'a missing group', tile({ group: 'Downloads' })],
  ['home.yml', 'a missing monitor widget', tile({ group: null, widget: 'Downloads' })],
  ['home.yml', 'a missing page', tile({ page: 'downloads', group: 'Downloads', widget: 'Watch' })],
  ['home.yml', 'a page without either widget', tile({ page: 'two-words', group: 'Downloads', widget: 'Watch' })],
  ['home.yml', 'bookmark and monitor', tile({ group: 'Media', widget: 'Media Services' })],
  ['home.yml', 'an empty flow list', tile({ group: 'Empty one' })],
  ['home.yml', 'a flow list', tile({ group: 'Flow' })],
  ['home.yml', 'a flow list in a flow mapping', tile({ group: 'All flow' })],
  ['flow.yml', 'an empty list deep in flow mappings', tile({ group: 'Deep' })],
  ['flow.yml', 'both, made in flow mappings', tile({ group: 'New', widget: 'Watch' })],
  ['flow.yml', 'a flow list with a line an item', tile({ page: 'second', group: 'Lines' })],
  ['flow.yml', 'a flow list with a trailing comma', tile({ page: 'second', group: 'Trailing' })],
  ['flow.yml', 'a flow list in front of its title', tile({ page: 'second', group: 'Compact' })],
  ['flow.yml', 'an empty flow list with an anchor', tile({ page: 'second', group: 'Anchored' })],
  ['indentless.yml', 'lists at the column of their key', tile({ group: null, widget: 'Media Services' })],
  ['indentless.yml', 'a wide gap behind the dash', tile({ group: 'Downloads' })],
  ['indentless.yml', 'a list with an anchor', tile({ group: 'Media' })],
  ['indentless.yml', 'a missing group', tile({ group: 'New' })],
  ['indentless.yml', 'a missing page', tile({ page: 'new', group: 'New', widget: 'Watch' })],
];

/** There and back, in every place of the fixtures. */
export const thereAndBack = (names: RegExp): void =>
  describe.each(Object.entries(shapes).filter(([name]) => names.test(name)))('%s', (_, shape) => {
    test.each(places)('%s: there and back, %s', (name, _title, service) => {
      const before = shape(fixture(name));
      const { go, text, files } = surgery(before);
      go([], [service]);
      expect(text()).not.toBe(before);
      expect(text()).toContain('metube.example.org');
      go([service], []);
      expect(text()).toBe(before);
      expect(Object.keys(files())).toEqual(['glance.yml']);
    });

    test.each(places.filter(([, title]) => !/empty|flow|monitor inside|missing page|bookmark and|without either/.test(title)))(
      '%s: only its lines are new, %s',
      (name, _title, service) => {
        const before = shape(fixture(name)).replace(/([^\n])$/, '$1\n'); // without a final newline the line before changes too
        const { go, text } = surgery(before);
        go([], [service]);
        expect(addedLines(before, text()).length).toBeGreaterThanOrEqual(3);
      },
    );

    test.each(['home.yml', 'indentless.yml'])('%s: a null list becomes an empty one', (name) => {
      const before = shape(fixture(name));
      if (!before.includes('Null one')) return;
      const { go, text } = surgery(before);
      go([], [tile({ group: 'Null one' })]);
      go([tile({ group: 'Null one' })], []);
      expect(text()).toBe(before.replace(/(Null one\r?\n *links:)/, '$1 []'));
    });
  });
