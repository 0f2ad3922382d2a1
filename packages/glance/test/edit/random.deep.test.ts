import { apply, nothingMade, plan, recall, settle } from '@hl/core';
import { machine } from '../support/machine.js';
import { main, surgery, tile } from '../support/surgery.js';

/** Numbers in [0, 1), the same ones for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    const twice = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((twice ^ (twice >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A glance.yml as people write it: any indentation, quotes, comments, block scalars, flow lists, empty lists, line ends. */
function dashboard(seed: number): string {
  const next = numbers(seed);
  const chance = (share: number): boolean => next() < share;
  const pick = <T>(...all: readonly T[]): T => all[Math.floor(next() * all.length)] as T;
  const [step, gap] = [pick(0, 2, 2, 4), pick(' ', ' ', '   ')];

  const tail = (): string => (chance(0.15) ? pick('  # c', ' #x', '\t# tab') : '');
  const quoted = (text: string): string => pick(text, `"${text}"`, `'${text}'`);
  const between = (): string[] =>
    chance(0.2)
      ? [`${' '.repeat(pick(0, step, step + 2))}# ${pick('note', '- title: off', 'é ${VAR} "q', "it's")}`]
      : chance(0.1)
        ? ['']
        : [];
  const indented = (lines: readonly string[], by: number): string[] => lines.map((line) => (line === '' ? '' : ' '.repeat(by) + line));
  const item = ([first = '', ...rest]: readonly string[]): string[] => [`-${gap}${first}`, ...indented(rest, 1 + gap.length)];
  const list = (key: string, items: readonly (readonly string[])[]): string[] =>
    items.length === 0
      ? [pick(`${key}: []${tail()}`, `${key}:`, `${key}: null`)]
      : [
          `${key}:${tail()}`,
          ...indented(
            items.flatMap((one) => [...between(), ...item(one)]),
            step,
          ),
        ];

  const entry = (index: number): string[] => {
    const fields = [
      [`title: ${quoted(`T${index}`)}${tail()}`],
      [`url: ${quoted(pick(`https://a.example.net/${index}`, `https://\${D}/${index}`))}${tail()}`],
    ];
    if (chance(0.3))
      fields.push([
        pick('description: |', 'description: >-', 'description: |+'),
        '  some text',
        ...(chance(0.5) ? ['', '    more # text', ''] : []),
      ]);
    if (chance(0.2)) fields.push(['note: "multi', '  line"']);
    if (chance(0.3)) fields.push(pick(['alt-status-codes: [401,', '  403]'], ['alt-status-codes:', ...indented(['- 401', '- 403'], step)]));
    return (chance(0.3) ? fields.reverse() : fields).flat();
  };
  const entries = (key: string): string[] => {
    const count = Math.floor(next() * 4);
    const flow = Array.from({ length: count }, (_, index) => `{title: T${index}, url: "https://f.example.net/${index}"}`);
    if (count === 0 || chance(0.7))
      return list(
        key,
        Array.from({ length: count }, (_, index) => entry(index)),
      );
    const lines = flow.map((one, index) => `  ${one}${index < count - 1 || chance(0.5) ? ',' : ''}${chance(0.2) ? ' # c' : ''}`);
    return chance(0.5) ? [`${key}: [${flow.join(', ')}]${tail()}`] : [`${key}: [`, ...lines, ']'];
  };
  const group = (title: string): string[] =>
    chance(0.3) ? [...entries('links'), `title: ${quoted(title)}`] : [`title: ${quoted(title)}${tail()}`, ...entries('links')];
  const nested = (widget: string[]): string[] =>
    chance(0.3) ? [`type: ${pick('group', 'split-column')}`, ...list('widgets', [widget])] : widget;
  const widgets = [
    nested(['type: bookmarks', ...list('groups', [group('Media'), group('🎬 Tools'), group('Last')])]),
    ['type: html', 'source: |', '  <b>x</b>', ''],
    nested(['type: monitor', 'title: Watch', ...entries('sites'), ...(chance(0.3) ? ['cache: 1m'] : [])]),
  ];
  const page = [
    `name: ${quoted(pick('Home', '🏠 Home'))}`,
    ...list('columns', [['size: full', ...list('widgets', chance(0.5) ? widgets : widgets.reverse())]]),
  ];
  const text = [...(chance(0.5) ? ['# top', 'server:', '  port: ${PORT}'] : []), ...list('pages', [page]), ...between()].join(
    chance(0.3) ? '\r\n' : '\n',
  );
  return `${chance(0.2) ? '\uFEFF' : ''}${text}${chance(0.8) ? (text.includes('\r') ? '\r\n' : '\n') : ''}`;
}

/** An empty list comes back as `[]`, however it was written. */
const alike = (text: string): string => text.replace(/^(\s*(?:- +)?(?:links|sites)):(?: \[\]| null)?(?=\s*(?:#.*)?$)/gm, '$1:');

test.each(Array.from({ length: 60 }, (_, index) => index + 1))('dashboard %i: there, changed, back, and nothing else touched', (seed) => {
  const before = dashboard(seed);
  for (const place of [{ group: 'Media', widget: 'Watch' }, { group: 'Tools' }, { group: 'New', widget: 'New' }]) {
    const { go, run, text } = surgery(before);
    const [service, changed] = [tile(place), tile({ ...place, title: 'Other: one', icon: null })];
    go([], [service]);
    expect(run([service], [service])).toEqual([]);
    go([service], [changed]);
    go([changed], [service]);
    go([service], []);
    expect(alike(text())).toBe(alike(before));
  }
});

const stranger = `- name: Other
  columns:
    - size: full
      widgets:
        - type: bookmarks
          groups:
            - title: Theirs
              links:
                - title: Mine
                  url: https://metube.example.org/
`;

/** Somebody's page goes before all others, with an entry of our address; a formatter takes all marks away. */
const withStranger = (text: string): string => {
  const [, eol = '\n'] = /(\r?\n)/.exec(text) ?? [];
  const dash = /^( *)- /m.exec(text.slice(text.indexOf('pages:')));
  const page = stranger.replace(/^(?=.)/gm, dash?.[1] ?? '').replaceAll('\n', eol);
  return text.replace(/^([^\n]*pages:[^\n]*\n)/m, (head) => head + page);
};
const stripped = (text: string): string => text.replace(/ # hl(?=\r?$)/gm, '');

test.each(Array.from({ length: 60 }, (_, index) => index + 1))(
  'dashboard %i: without its marks and beside a stranger of its address the tile is changed, moved and taken out, and nothing else touched',
  async (seed) => {
    const before = dashboard(seed);
    const { integration, site, text, remote } = machine(before);
    const service = tile({ group: 'Media', widget: 'Watch' });
    const definitions = [null, service, tile({ group: 'Tools', widget: 'Watch', title: 'Other' }), service, null];
    let memory = nothingMade;
    for (const [index, to] of definitions.slice(1).entries()) {
      const from = definitions[index] ?? null;
      const found = await plan(integration, { before: from ? [from] : [], after: to ? [to] : [], site, memory: recall([memory]) });
      const outcomes = await apply(integration, found.changes, { memory: recall([memory]) });
      expect([found.conflicts, found.foreign, outcomes]).toMatchObject([[], [], [{ status: 'applied' }]]);
      memory = outcomes.reduce(settle, memory);
      remote.files.set(main, from === null ? withStranger(stripped(text())) : stripped(text()));
    }
    expect(text()).toContain('title: Mine');
    expect(alike(text())).toBe(alike(withStranger(before)));
  },
);
