import { writeFileSync } from 'node:fs';
import { apply, plan } from '@hl/core';
import { deploy, memoryOf, remove, start, stripped } from './support/life.js';
import { fixture, resources, service, url } from './support/subject.js';

test('the same URL in other hands: a conflict, until it is adopted', async () => {
  const subject = await start();
  const theirs = fixture('home.yml').replace(
    '- title: Navidrome',
    `- title: My tube # best\n                    url: ${url}\n                    same-tab: true\n                  - title: Navidrome`,
  );
  subject.edit('glance.yml', () => theirs);
  const { integration, site } = subject;
  const { changes, conflicts } = await plan(integration, { before: [], after: [service], site });
  expect([changes, conflicts]).toMatchObject([
    [],
    [{ key: url, found: { bookmark: { title: 'My tube', group: 'Media' }, monitor: null } }],
  ]);
  expect(await remove(subject)).toEqual([]);
  const [conflict] = conflicts;
  const change = { system: 'glance', key: url, service: service.name, before: conflict?.found ?? null, after: conflict?.wanted ?? null };
  expect(await apply(integration, [change])).toMatchObject([{ status: 'conflict' }]);
  expect(subject.file('glance.yml')).toBe(theirs);
  expect(await apply(integration, [change], { adopt: true })).toMatchObject([{ status: 'applied' }]);
  expect((await plan(integration, { before: [], after: [service], site })).changes).toEqual([]);
  expect(subject.file('glance.yml').match(new RegExp(`url: ${url}$`, 'gm'))).toHaveLength(2);
});

test('the same address in another spelling is the same URL', async () => {
  const subject = await start();
  subject.edit('glance.yml', (text) =>
    text.replace(
      '- title: Navidrome',
      `- title: My tube\n                    url: HTTPS://MeTube.example.org:443/\n                  - title: Navidrome`,
    ),
  );
  const { conflicts } = await plan(subject.integration, { before: [], after: [service], site: subject.site });
  expect(conflicts).toMatchObject([{ key: url, found: { bookmark: { title: 'My tube' } } }]);
});

test('our entry beside one that somebody adds later: theirs is left alone', async () => {
  const subject = await start();
  await deploy(subject);
  subject.edit('glance.yml', (text) =>
    text.replace('- title: Navidrome', `- title: My tube\n                    url: ${url}\n                  - title: Navidrome`),
  );
  await deploy(subject, { ...service, glance: { ...(service.glance as NonNullable<typeof service.glance>), title: 'New title' } });
  expect(subject.file('glance.yml')).toContain('- title: My tube\n');
  expect(subject.file('glance.yml').match(/title: New title # hl/g)).toHaveLength(2);
  expect(await remove(subject)).toMatchObject([{ status: 'applied' }]);
  expect(subject.file('glance.yml').match(new RegExp(url, 'g'))).toHaveLength(1);
});

test('of two entries without a mark only the one that is as we wrote it counts', async () => {
  const subject = await start();
  const { integration, site } = subject;
  const memory = memoryOf(await deploy(subject));
  const theirs = `- title: My tube\n                    url: ${url}\n                  - title: Navidrome`;
  subject.edit('glance.yml', (text) => stripped(text).replace('- title: Navidrome', theirs));
  const { changes } = await plan(integration, { before: [service], after: [], site, memory });
  expect(await apply(integration, changes, { memory })).toMatchObject([{ status: 'applied' }]);
  expect(subject.file('glance.yml')).toContain(theirs);
  expect(subject.file('glance.yml').match(new RegExp(url, 'g'))).toHaveLength(1);
});

test('an entry with the same URL that comes between our look and our write is a conflict, and stays', async () => {
  const subject = await start();
  const { integration, site } = subject;
  const { changes } = await plan(integration, { before: [], after: [service], site });
  const theirs = `- title: My tube\n                    url: ${url}\n                  - title: Navidrome`;
  const outcomes = await apply(integration, changes, {
    onIntent: async () => subject.edit('glance.yml', (text) => text.replace('- title: Navidrome', theirs)),
  });
  expect(outcomes).toMatchObject([{ status: 'conflict', error: { kind: 'conflict', message: expect.stringMatching(/glance\.yml:\d+/) } }]);
  expect(subject.file('glance.yml')).toBe(fixture('home.yml').replace('- title: Navidrome', theirs));
});

test('adopting what already is as wanted writes the mark', async () => {
  const subject = await start();
  const { integration, site } = subject;
  await deploy(subject);
  const marked = subject.file('glance.yml');
  subject.edit('glance.yml', stripped);
  const { foreign } = await plan(integration, { before: [], after: [service], site });
  expect(foreign).toMatchObject([
    { key: url, holder: expect.stringMatching(/the bookmark "MeTube" at .*glance\.yml:\d+ and the monitor/) },
  ]);
  const changes = foreign.map(({ system, key, service: name, found, wanted }) => ({
    system,
    key,
    service: name,
    before: found,
    after: wanted,
  }));
  expect(await apply(integration, changes, { adopt: true })).toMatchObject([{ status: 'applied' }]);
  expect(stripped(subject.file('glance.yml'))).toBe(stripped(marked));
  expect(subject.file('glance.yml').match(/MeTube # hl$/gm)).toHaveLength(2);
});

test('what a cut-off run left is no proof of whose an entry is', async () => {
  const subject = await start();
  const theirs = fixture('home.yml').replace(
    '- title: Navidrome',
    `- title: MeTube\n                    url: ${url}\n                  - title: Navidrome`,
  );
  subject.edit('glance.yml', () => theirs);
  writeFileSync(`${subject.config}.hl-bak`, fixture('home.yml'));
  expect((await subject.restart().observe(resources(subject.site))).get(url)).toMatchObject({ ours: false });
});
