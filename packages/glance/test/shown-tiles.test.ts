import type { GlanceSite } from '@hl/core';
import { shownTiles } from '@hl/glance';
import { deploy, start, type Subject } from './support/life.js';
import { fixture, url } from './support/subject.js';

const look = ({ remote, site, emulator }: Subject, urls: readonly string[], over: Partial<GlanceSite> = {}) =>
  shownTiles({ remote, site: { ...(site.glance as GlanceSite), ...over }, fetch: emulator.fetch }, urls);

test('what the page shows as the file says; what is in no file; each page asked once for all', async () => {
  const subject = await start();
  await deploy(subject);
  const before = subject.emulator.requests.length;
  const seen = await look(subject, [url, 'HTTPS://MeTube.example.org/', 'https://nobody.example.org']);
  expect([...seen]).toEqual([
    [url, { state: 'shown', pages: ['home'] }],
    ['HTTPS://MeTube.example.org/', { state: 'shown', pages: ['home'] }],
    ['https://nobody.example.org', { state: 'absent', pages: [] }],
  ]);
  expect(subject.emulator.requests.length - before).toBeLessThanOrEqual(1);
});

test('a file that the running Glance has not loaded', async () => {
  const bookmarks = `- type: bookmarks\n            groups: [{ title: Media, links: [{ title: MeTube, url: "${url}" }] }]`;
  const file = `pages:\n  - name: Home\n    columns:\n      - size: full\n        widgets:\n          ${bookmarks}\n`;
  const subject = await start({ files: { 'glance.yml': file }, emulator: { profile: 'restart' } });
  subject.edit('glance.yml', (text) => text.replace('title: MeTube', 'title: Tube'));
  expect((await look(subject, [url])).get(url)).toEqual({ state: 'stale', pages: ['home'] });
  await subject.emulator.restart();
  expect((await look(subject, [url])).get(url)).toMatchObject({ state: 'shown' });
});

test('entries that somebody else made are on the page, too', async () => {
  const subject = await start();
  await deploy(subject);
  subject.edit('glance.yml', (text) => text.replaceAll(/ # hl$/gm, ''));
  expect((await look(subject, [url])).get(url)).toMatchObject({ state: 'shown' });
});

test('where nobody may look, nothing is known', async () => {
  const subject = await start();
  await deploy(subject);
  expect((await look(subject, [url], { url: null })).get(url)).toEqual({ state: 'hidden', pages: ['home'] });
  subject.emulator.faults.push({ match: ({ path }) => path.includes('/content/'), answer: { status: 401, body: '' } });
  expect((await look(subject, [url])).get(url)).toMatchObject({ state: 'hidden' });
});

test('a Glance that is away is an error, without waiting for it', async () => {
  const subject = await start({ files: { 'glance.yml': fixture('home.yml') } });
  await deploy(subject);
  subject.emulator.faults.push({ answer: { status: 503, body: '' } });
  await expect(look(subject, [url])).rejects.toMatchObject({ code: 'HL_GLANCE_UNREACHABLE' });
});
