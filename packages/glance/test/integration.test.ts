import { apply, plan, undo } from '@hl/core';
import type { GlanceSite } from '@hl/core';
import { MemoryRemote } from '@hl/core/testing';
import { glance } from '@hl/glance';
import { machine } from './support/machine.js';
import { fixture, main, page, pages, tile } from './support/surgery.js';

test('the example of the README', async () => {
  const { site, remote } = machine('# mine\npages:\n  - name: Home\n    columns:\n      - size: full\n        widgets: []\n');
  const service = tile({ widget: 'Watch' });
  expect(remote).toBeInstanceOf(MemoryRemote);

  const integration = glance({ remote, site: site.glance as GlanceSite });
  const { changes, conflicts } = await plan(integration, { before: [], after: [service], site });
  const outcomes = await apply(integration, changes);

  expect([conflicts, outcomes]).toMatchObject([[], [{ status: 'applied' }]]);
  expect(remote.files.get(main)).toContain('- title: MeTube # hl');
});

test.each([
  ['HTTPS://MeTube.example.org/', 'https://metube.example.org'],
  ['http://192.0.2.5:8080/', 'http://192.0.2.5:8080'],
  ['https://A.example.org/Path/', 'https://a.example.org/Path/'],
  ['https://A.example.org/?q=A', 'https://a.example.org/?q=A'],
])('an address has one spelling, so that two services cannot both want it: %s', async (written, key) => {
  const { integration, site } = machine(pages(page('')));
  const media = tile({ icon: null, description: '' });
  const other = { ...media, name: 'other', glance: { ...(media.glance as NonNullable<typeof media.glance>), url: key } };
  const same = { ...other, name: 'same', glance: { ...other.glance, url: written } };
  expect(integration.desired(same, site)).toMatchObject([{ key }]);
  await expect(plan(integration, { before: [], after: [other, same], site })).rejects.toMatchObject({ code: 'HL_SAME_KEY' });
});

test('of bookmark and monitor the owner moves one to another page: it is moved back, and a rollback makes no page', async () => {
  const service = tile({ widget: 'Watch', icon: null, description: '' });
  const other =
    '  - name: Other\n    columns:\n      - size: full\n        widgets:\n          - type: monitor\n            title: Watch\n            sites: []\n';
  const { go, integration, site, text, remote } = machine(
    pages(page('- type: bookmarks\n  groups:\n    - title: Media\n      links:\n')) + other,
  );
  await go([], [service]);
  const made = text();
  const [item = ''] = /^ *- title: MeTube # hl\n.*\n *check-url.*\n/m.exec(made) ?? [];
  remote.files.set(main, made.replace(item, '').replace(/(Other[^]*sites:) \[\]\n/, `$1\n${item}`));
  const { changes } = await plan(integration, { before: [service], after: [service], site });
  const outcomes = await apply(integration, changes);
  expect(outcomes).toMatchObject([{ status: 'applied', before: { page: 'home', live: false } }]);
  expect(text()).toBe(made);
  await apply(integration, undo(outcomes));
  expect(text()).toBe(made);
});

test('a second run writes nothing', async () => {
  const { go, run, remote } = machine(fixture('home.yml'));
  await go([], [tile({ widget: 'Watch' })]);
  const [files, commands] = [[...remote.files], remote.commands.length];
  expect(await run([tile({ widget: 'Watch' })], [tile({ widget: 'Watch' })])).toEqual([]);
  expect([[...remote.files], remote.commands.length]).toEqual([files, commands]);
});

test('8 tiles are one write and one restart', async () => {
  const { go, remote, text } = machine(fixture('home.yml'));
  const before = text();
  const services = Array.from({ length: 8 }, (_, index) =>
    tile({ name: `service-${index}`, group: `Group ${index % 4}`, widget: 'Media Services' }),
  );
  await go([], services);
  expect(remote.commands.filter((argv) => argv.includes('restart'))).toHaveLength(1);
  expect(text().match(/service-\d+\.example\.org/g)).toHaveLength(16);
  await go(services, []);
  expect(text()).toBe(before);
});

test('one tile in two files is one restart', async () => {
  const files = {
    'glance.yml': pages(page('- $include: links.yml\n- !include: monitor.yml\n')),
    'links.yml': '- type: bookmarks\n  groups:\n    - title: Media\n      links: []\n',
    'monitor.yml': '- type: monitor\n  title: Watch\n  sites: []\n',
  };
  const { go, remote, files: now } = machine(files);
  await go([], [tile({ group: 'Media', widget: 'Watch' })]);
  expect(Object.entries(now()).filter(([name, text]) => files[name as keyof typeof files] !== text)).toMatchObject([
    ['links.yml', expect.stringContaining('metube')],
    ['monitor.yml', expect.stringContaining('metube')],
  ]);
  expect(remote.commands.filter((argv) => argv.includes('restart'))).toHaveLength(1);
});
