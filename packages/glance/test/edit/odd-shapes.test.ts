import { page, pages, surgery, tile } from '../support/surgery.js';

/** Ways to write a dashboard that are legal to Glance; each was once edited wrongly. */

const media = tile({ icon: null, description: '' });
const group = (links: string, title = 'Media'): string => `- type: bookmarks\n  groups:\n    - title: ${title}\n      links:${links}\n`;
const plex = '\n        - title: Plex\n          url: https://plex.example.net';
const watched = tile({ group: null, widget: 'Watch', icon: null });

const thereAndBack = (files: string | Record<string, string>, service = media): string => {
  const { go, run, text, files: now } = surgery(files);
  const before = now();
  go([], [service]);
  const after = text();
  expect(run([service], [service])).toEqual([]);
  go([service], []);
  expect(now()).toEqual(before);
  return after;
};

test("inside brackets a question mark ends a plain text for Glance's parser", () => {
  const service = tile({ name: 'metube', title: 'What?', description: 'a, b', icon: 'https://cdn.example.net/x.svg?v=2' });
  const after = thereAndBack(pages(page(group(' [{title: Plex, url: https://plex.example.net}]'))), service);
  expect(after).toContain(
    '{ title: "What?", url: "https://metube.example.org", description: "a, b", icon: "https://cdn.example.net/x.svg?v=2" }',
  );
});

test('a variable meant literally stays one in brackets, too', () => {
  const { go, text } = surgery(pages(page(group(' [{title: Plex, url: https://plex.example.net}]'))));
  go([], [media]);
  go([media], [tile({ icon: null, title: '${A} film', description: 'now ${B}' })]);
  expect(text()).toContain("title: '\\${A} film'");
  expect(text()).toContain("description: 'now \\${B}'");
});

test.each([
  [
    'a list',
    pages(page(`${group(` &all${plex}`)}    - title: Copy\n      links: *all\n`)),
    tile({ group: 'Copy' }),
    'glance.yml:13: links',
  ],
  [
    'groups',
    pages(page(`- type: bookmarks\n  groups: &all\n    - title: Media\n`), page('- type: bookmarks\n  groups: *all\n', 'Other')),
    tile({ page: 'other' }),
    'glance.yml:14: links',
  ],
  [
    'a list elsewhere',
    `x-all: &all\n  - title: Plex\n    url: https://plex.example.net\n${pages(page(group(' *all')))}`,
    media,
    'glance.yml:12: links',
  ],
])('what is written as an alias is refused where it stands: %s', (_, before, service, place) => {
  const { run, text } = surgery(before);
  expect(run([], [service])).toMatchObject([
    { status: 'failed', error: { code: 'HL_GLANCE_SHAPE', kind: 'refused', message: expect.stringContaining(`${place} is written`) } },
  ]);
  expect(text()).toBe(before);
});

test('a widget that gets its type and title from a merged mapping is found', () => {
  const before = `x-watch: &watch\n  type: monitor\n  title: Watch\n${pages(page('- <<: *watch\n  sites:\n    - title: Plex\n      url: https://plex.example.net\n'))}`;
  expect(thereAndBack(before, watched)).toMatch(/plex\.example\.net\n {14}- title: MeTube # hl\n/);
});

test.each([
  ['by its slug before another by its name', page(group(' []')), page(group(' []'), 'Home\n    slug: start'), 'home', 0],
  ['by the slug that Glance makes of its name', page(group(' []'), '"- Home -"'), page(group(' []'), 'Start'), 'home', 0],
  ['the last one of a slug, which Glance shows', page(group(' []')), page(group(' []')), 'home', 1],
  ['with an empty slug', page(group(' []'), "Home\n    slug: ''"), page(group(' []'), 'Start'), 'home', 0],
])('a page is found %s', (_, first, second, wanted, index) => {
  const after = thereAndBack(pages(first, second), tile({ page: wanted }));
  expect(after.split(/^ {2}- name/m).findIndex((part) => part.includes('metube'))).toBe(index + 1);
});

test('an entry that the owner moved to another group of the same name stays there', () => {
  const { go, run, text, save } = surgery(
    pages(page(`${group(plex)}- type: bookmarks\n  groups:\n    - title: Media\n      links:${plex}\n`)),
  );
  go([], [media]);
  const [item = ''] = /\n *- title: MeTube # hl\n.*metube.*/.exec(text()) ?? [];
  save(text().replace(item, '').replace(/\n$/, `${item}\n`));
  const moved = text();
  expect(run([media], [media])).toEqual([]);
  go([media], [{ ...media, glance: { ...(media.glance as NonNullable<typeof media.glance>), title: 'Tube' } }]);
  expect(text()).toBe(moved.replace('MeTube', 'Tube'));
});

test('a second document in the file is left alone, as Glance does', () => {
  const after = thereAndBack(`---\n${pages(page(group(plex)))}---\npages: [{{ anything\n`);
  expect(after).toMatch(/metube\.example\.org\n---\n/);
});

test('a text that keeps its blank lines, last in an included file, is no obstacle', () => {
  const before = pages(page('- $include: note.yml\n'));
  const { go, text, files } = surgery({ 'glance.yml': before, 'note.yml': '- type: custom-api\n  template: |+\n    x\n\n\n' });
  go([], [tile({ page: 'new', group: 'New' })]);
  expect(text()).toContain('- name: New # hl');
  go([tile({ page: 'new', group: 'New' })], []);
  expect(files()['glance.yml']).toBe(before);
});

test.each(['', '# nothing yet\n', '- a list\n', '---\n'])('a file without pages to add to is told: %j', (before) => {
  const { run, text } = surgery(before);
  expect(run([], [media])).toMatchObject([
    { status: 'failed', error: { code: 'HL_GLANCE_CONFIG', kind: 'refused', message: expect.stringContaining('is empty') } },
  ]);
  expect(text()).toBe(before);
});

test('an entry that others refer to stays, and an alias of nothing is told', () => {
  const { go, run, text, save } = surgery(pages(page(group(plex))));
  go([], [media]);
  const used = text().replace('- title: MeTube', '- title: &name MeTube') + '          - type: html\n            title: *name\n';
  save(used);
  expect(run([media], [])).toMatchObject([{ status: 'failed', error: { code: 'HL_GLANCE_PROOF', kind: 'refused' } }]);
  expect(text()).toBe(used);
  save(used.replace('&name ', ''));
  expect(() => run([media], [])).toThrow(
    expect.objectContaining({
      code: 'HL_GLANCE_YAML',
      kind: 'refused',
      message: expect.stringMatching(/glance\.yml:15:20 .*&name/),
    }),
  );
});

test('the first of some entries in brackets goes without its line end', () => {
  const before = pages(page(group(' [\n          {title: A, url: a},\n          {title: B, url: b},\n        ]')));
  const { go, text, save } = surgery(before);
  save(before.replace('{title: A', '{ title: MeTube, url: https://metube.example.org }, # hl\n                    {title: A'));
  go([media], []);
  expect(text()).toBe(before);
});

test('brackets on a line of their own make room for the entry', () => {
  thereAndBack({ 'glance.yml': pages(page(group('\n        - $include: links.yml'))), 'links.yml': '[]\n' });
  const { go, text } = surgery(pages(page(group('\n            [] # none'))));
  go([], [media]);
  expect(text()).toContain('links:\n                      # none\n                      - title: MeTube # hl\n');
});
