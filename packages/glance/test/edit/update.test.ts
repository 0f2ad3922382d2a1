import type { Service } from '@hl/core';
import { page, pages, surgery, tile } from '../support/surgery.js';

const around = (widget: string): string => pages(page(widget));
const url = 'https://metube.example.org';
const media = tile({ icon: null, description: '' });

test.each([
  [
    'links',
    '- type: bookmarks\n  groups:\n    - title: Media # films\n      color: 1 2 3\n',
    '      color: 1 2 3\n      links:\n        - title: MeTube # hl\n          url: https://metube.example.org\n',
    media,
  ],
  [
    'groups',
    '- type: bookmarks # mine\n',
    '- type: bookmarks # mine\n  groups:\n    - title: Media # hl\n      links:\n        - title: MeTube # hl\n',
    media,
  ],
  [
    'sites',
    '- type: monitor\n  title: Watch\n  cache: 5m\n',
    '  cache: 5m\n  sites:\n    - title: MeTube # hl\n',
    tile({ group: null, widget: 'Watch' }),
  ],
])('a key that is missing is added: %s', (_, before, after, service) => {
  const { go, text, run } = surgery(around(before));
  go([], [service]);
  expect(text()).toContain(around(after).slice(around('').length));
  expect(run([service], [service])).toEqual([]);
  go([service], []);
  expect(text()).not.toContain(url);
});

test.each([
  ['an alias to a list elsewhere that is empty', 'x-links: &none []\n', 'links: *none'],
  ['a text', '', 'links: nothing'],
])('%s is refused with its place, and nothing is written', (_, head, links) => {
  const before = head + around(`- type: bookmarks\n  groups:\n    - title: Media\n      ${links}\n`);
  const { run, files } = surgery(before);
  expect(run([], [tile()])).toMatchObject([
    {
      status: 'failed',
      error: { code: 'HL_GLANCE_SHAPE', kind: 'refused', message: expect.stringMatching(/glance\.yml:\d+: links is written/) },
    },
  ]);
  expect(files()).toEqual({ 'glance.yml': before });
});

/** Makes an entry that hl did not write the service's own. */
const adopt = (before: string, service: Service) => {
  const subject = surgery(before);
  expect(subject.run([], [service], true)).toMatchObject([{ status: 'applied' }]);
  expect(subject.run([service], [service])).toEqual([]);
  return subject;
};
const bookmarks = (items: string): string =>
  around(`- type: bookmarks\n  groups:\n    - title: Media\n      links:\n${items.replace(/^(?=.)/gm, '        ')}`);

test.each([
  [
    'a block entry',
    `- title: Old # films\n  url: ${url}\n  icon: si:x\n  same-tab: true # mine\n`,
    `- title: MeTube # hl ; films\n  url: ${url}\n  same-tab: true # mine\n`,
  ],
  ['fields in another order', `- url: ${url}\n  # the old one\n  title: 'Old'\n`, `- url: ${url} # hl\n  # the old one\n  title: MeTube\n`],
  [
    'a description over several lines',
    `- title: MeTube\n  description: |\n    one\n    two\n  url: ${url}\n`,
    `- title: MeTube # hl\n  url: ${url}\n`,
  ],
  ['a title over several lines', `- title: >-\n    Old\n    one\n  url: ${url}\n`, `- title: MeTube\n  url: ${url} # hl\n`],
  ['an icon in front', `- icon: si:x\n  title: Old\n  url: ${url}\n`, `- title: MeTube # hl\n  url: ${url}\n`],
  [
    'an entry in braces',
    `- {title: Old, icon: si:x, url: "${url}", same-tab: true}\n`,
    `- {title: MeTube, url: "${url}", same-tab: true} # hl\n`,
  ],
  ['an entry in braces with a comment', `- {title: Old, url: "${url}"} # films\n`, `- {title: MeTube, url: "${url}"} # hl ; films\n`],
  ['an entry in braces with an anchor', `- &x {title: Old, url: "${url}"}\n`, `- &x {title: MeTube, url: "${url}"} # hl\n`],
])('adopting %s changes what differs, and marks it', (_, before, after) => {
  const theirs = '- title: Theirs\n  url: https://their.example.net\n';
  const { text, go } = adopt(bookmarks(before + theirs), media);
  expect(text()).toBe(bookmarks(after + theirs));
  go([media], []);
  expect(text()).toBe(bookmarks(theirs));
});

test.each([
  ['alone', `{title: Old, url: "${url}"}`, `[{title: MeTube, url: "${url}"} # hl\n`],
  ['first', `{title: Old, url: "${url}"}, {title: B, url: b}`, `[{title: MeTube, url: "${url}"}, # hl\n`],
  ['last', `{title: B, url: b}, {title: Old, url: "${url}"}`, `[{title: B, url: b}, {title: MeTube, url: "${url}"} # hl\n`],
])('adopting an entry in the brackets of its group breaks the line for the mark: %s', (_, old, adopted) => {
  const { text, go } = adopt(around(`- type: bookmarks\n  groups:\n    - {title: Media, links: [${old}]}\n`), media);
  expect(text()).toContain(adopted);
  go([media], []);
  expect(text()).not.toContain(url);
  expect(text().includes('title: B')).toBe(old.includes('title: B'));
});

test('adopting an entry without a title gives it one', () => {
  const { text } = adopt(bookmarks(`- url: ${url}\n`), media);
  expect(text()).toBe(bookmarks(`- url: ${url} # hl\n  title: MeTube\n`));
});

test('a monitor in braces gets its other fields in braces', () => {
  const before = around(
    `- type: monitor\n  title: Watch\n  sites: [{title: Old, url: "${url}", alt-status-codes: [401]}, {title: Z, url: z}]\n`,
  );
  const service = tile({
    group: null,
    widget: 'Watch',
    title: 'A, b',
    icon: null,
    monitor: { checkUrl: null, altStatusCodes: [401, 403], allowInsecure: true },
  });
  const subject = adopt(before, service);
  expect(subject.text()).toContain(`{title: "A, b", url: "${url}", alt-status-codes: [401, 403], allow-insecure: true}`);
  expect(subject.text()).toContain('{title: Z, url: z}');
  expect(subject.run([service], [service])).toEqual([]);
});

test('a page and a group called otherwise are the same; moved by hand, the entry is moved back', () => {
  const before = around(
    '- type: bookmarks\n  groups:\n    - title: "🎬 MEDIA"\n      links: []\n    - title: Other\n      links: []\n',
  ).replace('Home', '🏠 Home\n    slug: start');
  const service = tile({ page: 'Home', group: 'Media', icon: null, description: '' });
  const { go, run, text, save } = surgery(before);
  go([], [service]);
  expect(text()).toContain('- title: MeTube # hl\n');
  expect(run([service], [service])).toEqual([]);
  const [item = ''] = /\n *- title: MeTube[^]*?example\.org/.exec(text()) ?? [];
  const moved = text()
    .replace(`links:${item}`, 'links: []')
    .replace(/(Other\n *links:) \[\]/, `$1${item}`);
  save(moved);
  go([service], [service]);
  go([service], []);
  expect(text()).toBe(before);
});

test.each(['# hl nice', '# hl ; nice', '# hl  [1] nice', '# hl; nice'])("words behind the mark are the owner's: %s", (comment) => {
  const { go, text, save } = surgery(bookmarks('- title: Theirs\n  url: https://their.example.net\n'));
  const before = text();
  go([], [media]);
  save(text().replace('# hl', comment));
  go([media], [{ ...media, glance: { ...(media.glance as NonNullable<typeof media.glance>), title: 'New' } }]);
  expect(text()).toMatch(/title: New # hl.* nice\n/);
  go([media], []);
  expect(text()).toBe(before);
});

test('an entry that the owner copied is one again after the next run', () => {
  const { go, text, save } = surgery(
    around('- type: bookmarks\n  groups:\n    - title: Media\n      links: []\n    - title: Other\n      links: []\n'),
  );
  go([], [media]);
  const [item = ''] = /\n *- title: MeTube[^]*?example\.org/.exec(text()) ?? [];
  const one = text();
  save(one.replace(item, item + item).replace('Other\n                links: []', `Other\n                links:${item}`));
  expect(text().match(/MeTube/g)).toHaveLength(3);
  go([media], [media]);
  expect(text()).toBe(one);
});

test('a mark that somebody broke still is a mark', () => {
  const { go, text, save } = surgery(bookmarks('- title: Theirs\n  url: https://their.example.net\n'));
  const before = text();
  go([], [media]);
  save(text().replace('# hl', '# hl [oops]'));
  go([media], [{ ...media, glance: { ...(media.glance as NonNullable<typeof media.glance>), title: 'New' } }]);
  go([media], []);
  expect(text()).toBe(before);
});

test('an entry with no room for the mark cannot be adopted, and stays as it is', () => {
  const before = bookmarks(`- title: |-\n    MeTube\n  url: >-\n    ${url}\n`);
  const { run, text } = surgery(before);
  expect(run([], [media], true)).toMatchObject([
    {
      status: 'failed',
      error: { code: 'HL_GLANCE_SHAPE', kind: 'refused', message: expect.stringMatching(/glance\.yml:10: there is no room/) },
    },
  ]);
  expect(text()).toBe(before);
});

test.each([
  ['that goes', 'icon: si:x', ''],
  ['that goes, with one of the owner behind', 'icon: si:x', '  same-tab: true\n'],
])('a mark behind a field %s moves to one that stays', (_, marked, rest) => {
  const { go, text } = surgery(bookmarks(`- ${marked} # hl\n  title: MeTube\n  url: ${url}\n${rest}`));
  go([tile({ icon: 'si:x', description: '' })], [media]);
  expect(text()).toBe(bookmarks(`- title: MeTube # hl\n  url: ${url}\n${rest}`));
});
