import { apply, plan } from '@hl/core';
import { examplePage } from '@hl/core/testing';
import { deploy, memoryOf, start, stripped } from './support/life.js';
import { fixture, service, url } from './support/subject.js';

const monitor = { widget: 'Media Services', checkUrl: 'http://127.0.0.1:9/', altStatusCodes: [], allowInsecure: false, timeout: '1s' };
const stats = examplePage({ name: 'metube-stats', glance: { title: 'Stats', url: 'https://stats.example.org', monitor } });
const database = examplePage({
  name: 'metube-db',
  glance: { title: 'Database', url: 'tcp://db.example.org:5432', monitor: null as never },
});
const paged = { ...service, pages: [stats, database] };

test("each page has its tile, all of them the service's; who leaves takes its own", async () => {
  const subject = await start();
  const outcomes = await deploy(subject, paged);
  expect(outcomes.map((one) => [one.key, one.service, one.status])).toEqual(
    [url, 'https://stats.example.org', 'tcp://db.example.org:5432'].map((key) => [key, 'metube', 'applied']),
  );
  const { integration, site } = subject;
  expect((await plan(integration, { before: [paged], after: [paged], site })).changes).toEqual([]);

  const fewer = { ...paged, pages: [database] };
  const { changes } = await plan(integration, { before: [paged], after: [fewer], site });
  expect(changes).toMatchObject([{ key: 'https://stats.example.org', service: 'metube', after: null }]);
  await apply(integration, changes);
  expect(subject.file('glance.yml')).not.toContain('stats.example.org');
  await apply(integration, (await plan(integration, { before: [fewer], after: [], site })).changes);
  expect(subject.file('glance.yml')).toBe(fixture('home.yml'));
});

test('what is remembered of one page is no word about another', async () => {
  const subject = await start();
  const { integration, site } = subject;
  const [first, ...others] = await deploy(subject, paged);
  subject.edit('glance.yml', stripped);
  const memory = memoryOf(first === undefined ? [] : [first]);
  const { changes, foreign } = await plan(integration, { before: [paged], after: [], site, memory });
  expect(changes.map(({ key }) => key)).toEqual([url]);
  expect(foreign.map(({ key }) => key)).toEqual(others.map(({ key }) => key));
});

test('what speaks no HTTP is a bookmark that Glance shows as it is', async () => {
  const subject = await start();
  await deploy(subject, paged);
  const { integration, site, emulator } = subject;
  expect(emulator.page('home')).toContain('<a href="tcp://db.example.org:5432" class="bookmarks-link');
  const [wanted] = integration.desired({ ...service, ...database }, site);
  expect((await subject.restart().observe(wanted ? [wanted] : [])).get('tcp://db.example.org:5432')).toMatchObject({
    ours: true,
    spec: { live: true, monitor: null, bookmark: { title: 'Database' } },
  });
});
