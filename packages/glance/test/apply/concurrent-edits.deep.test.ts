import { apply, plan } from '@hl/core';
import type { Service } from '@hl/core';
import { deploy, memoryOf, names, quick, start, stripped } from '../support/life.js';
import { fixture, resources, service, url } from '../support/subject.js';
import type { Setup } from '../support/subject.js';

test("somebody's edit between our reading and our writing survives", async () => {
  let edits = 0;
  const subject = await start({
    site: { validate: ['glance', '--config', '{file}', 'config:validate'] },
    commands: (argv, lab) => {
      if (argv[0] === 'glance' && argv[2]?.endsWith('.hl-new') && edits++ === 0)
        lab.edit('glance.yml', (text) => text.replace('title: Navidrome', 'title: Music # mine'));
      return undefined;
    },
  });
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
  expect(subject.file('glance.yml')).toContain('title: Music # mine');
  expect(subject.file('glance.yml')).toContain(url);
  expect(edits).toBe(2);
  expect(names(subject)).toEqual(['glance.yml']);
});

test('somebody who never stops editing wins', async () => {
  const subject = await start({
    site: { validate: ['glance', '--config', '{file}', 'config:validate'] },
    commands: (argv, lab) => {
      if (argv[0] === 'glance') lab.edit('glance.yml', (text) => `${text}# again\n`);
      return undefined;
    },
  });
  expect(await deploy(subject)).toMatchObject([{ status: 'failed', error: { code: 'HL_GLANCE_BUSY', kind: 'conflict' } }]);
  expect(subject.file('glance.yml')).not.toContain(url);
  expect(names(subject)).toEqual(['glance.yml']);
});

const stale = (text: string): string => text.replace('title: Navidrome', 'title: Music # mine');

test.each<[string, Partial<Setup>]>([
  ['that Glance loads by itself', {}],
  ['that needs a restart', { emulator: { profile: 'restart' }, options: { timing: quick } }],
  ['that nobody looks at', { site: { url: null } }],
])("somebody's older text saved over ours, %s: theirs stays, and the tile comes back", async (_, setup) => {
  const subject = await start(setup);
  const write = subject.remote.write;
  let saves = 0;
  subject.remote.write = async (path, ...rest) => {
    await write(path, ...rest);
    if (path.endsWith('glance.yml') && saves++ === 0) subject.edit('glance.yml', () => stale(fixture('home.yml')));
  };
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
  expect(saves).toBe(2);
  expect(subject.file('glance.yml')).toContain('title: Music # mine');
  expect(subject.emulator.page('home')).toContain(`href="${url}"`);
  expect(names(subject)).toEqual(['glance.yml']);
});

test('of two files one is edited between: the other is taken back, then both are written', async () => {
  const [before, after] = fixture('home.yml').split('          - type: bookmarks\n');
  const links = `- type: bookmarks\n${(after ?? '').split('\n\n')[0]?.replace(/^ {10}/gm, '')}\n`;
  const subject = await start({
    files: { 'glance.yml': `${before}          - $include: links.yml\n`, 'links.yml': links },
    options: { timing: quick },
  });
  const run = subject.remote.run;
  let replaced = 0;
  subject.remote.run = async (argv, options) => {
    if (argv.at(-2) === 'rename' && replaced++ === 1) {
      subject.edit('links.yml', (text) => `${text}# mine\n`);
      return { code: 0, stdout: 'changed\n', stderr: '' };
    }
    return run(argv, options);
  };
  expect(await deploy(subject)).toMatchObject([{ status: 'applied' }]);
  expect(subject.file('links.yml')).toMatch(/metube[^]*# mine/);
  expect(subject.file('glance.yml').match(/metube/g)).toHaveLength(1);
  expect(names(subject)).toEqual(['glance.yml', 'links.yml']);
});

test('an entry whose mark a formatter took away is changed, moved and taken out as the engine decides, and gets the mark back', async () => {
  const subject = await start();
  const { integration, site } = subject;
  const before = subject.file('glance.yml');
  let memory = memoryOf(await deploy(subject));
  const go = async (from: Service | null, to: Service | null): Promise<void> => {
    subject.edit('glance.yml', stripped);
    expect((await integration.observe(resources(site))).get(url)).toMatchObject({ ours: false });
    const found = await plan(integration, { before: from ? [from] : [], after: to ? [to] : [], site, memory });
    expect([found.conflicts, found.foreign, found.changes.length]).toEqual([[], [], 1]);
    const outcomes = await apply(integration, found.changes, { memory });
    expect(outcomes).toMatchObject([{ status: 'applied' }]);
    memory = memoryOf(outcomes);
  };
  const renamed = { ...service, glance: { ...(service.glance as NonNullable<typeof service.glance>), title: 'Tube' } };
  const moved = { ...service, glance: { ...renamed.glance, bookmark: { group: 'Media', description: '' }, monitor: null } };
  await go(service, renamed);
  expect(subject.file('glance.yml').match(/title: Tube # hl$/gm)).toHaveLength(2);
  await go(renamed, moved);
  expect(subject.file('glance.yml').match(/metube/g)).toHaveLength(1);
  expect(subject.file('glance.yml')).toMatch(/title: Tube # hl$/m);
  await go(moved, null);
  // The group that was made for it has lost its mark, too, and stays.
  expect(stripped(subject.file('glance.yml'))).toBe(subject.file('glance.yml'));
  expect(subject.file('glance.yml').replace(/\n *- title: Downloads\n *links: \[\]/, '')).toBe(before);
});
