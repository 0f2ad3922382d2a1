import { report } from '@hl/report';
import { hostile, hostileTexts } from '../sample/hostile.js';
import { healthy } from '../sample/sample.js';
import { troubled } from '../sample/trouble.js';
import { chromium, executable, isTooWide, unfold, violations, type Chromium } from './chromium.js';

// Skipped where there is none: `apt-get install chromium-headless-shell` brings it.
const inChromium = executable === undefined ? describe.skip : describe;

inChromium(executable === undefined ? 'skipped: there is no Chromium here' : 'in Chromium', () => {
  let browser: Chromium;
  beforeAll(async () => (browser = await chromium()));
  afterAll(() => browser.close());

  const pages = {
    none: report(healthy(0)),
    healthy: report(healthy(12)),
    troubled: report(troubled()),
    hostile: report(hostile()),
    thousand: report(troubled(1_000)),
  };
  type Name = keyof typeof pages;

  test.each<[Name, 'light' | 'dark', number]>([
    ['none', 'light', 360],
    ['healthy', 'dark', 1280],
    ['troubled', 'light', 1280],
    ['troubled', 'dark', 360],
    ['hostile', 'light', 360],
  ])(
    '%s, %s, %i px wide, folded and unfolded: nothing for axe to say, nothing beside the page, nothing asked of anybody',
    async (name, colorScheme, width) => {
      const { page, asked, complaints } = await browser.open(pages[name], { colorScheme, viewport: { width, height: 740 } });
      expect(await isTooWide(page)).toBe(false);
      if (name === 'troubled') expect(await violations(page)).toEqual([]);
      await unfold(page);
      expect(await isTooWide(page)).toBe(false);
      expect([asked, complaints, await page.evaluate(() => 'broken' in globalThis)]).toEqual([[], [], false]);
      expect(await violations(page)).toEqual([]);
      await page.context().close();
    },
  );

  test('hostile texts are seen as they are, and a search for one finds it', async () => {
    const { page } = await browser.open(pages.hostile);
    await page.keyboard.press('/');
    await page.keyboard.type('<img src=x onerror');
    expect(await page.locator('.s:visible').count()).toBeLessThan(hostileTexts.length / 2);
    expect(await page.locator('.s:visible').allInnerTexts()).toContainEqual(
      expect.stringContaining('"><img src=x onerror="globalThis.broken = 2">'),
    );
    await page.context().close();
  });

  test('with the keyboard alone: skip link, search, services, and back', async () => {
    const { page } = await browser.open(pages.troubled);
    const focus = (): Promise<string> => page.evaluate(() => document.activeElement?.closest('[id]')?.id ?? '');
    const outlined = (): Promise<string> => page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle);
    await page.keyboard.press('Tab');
    expect([await page.evaluate(() => document.activeElement?.textContent), await outlined()]).toEqual(['To the content', 'solid']);
    await page.keyboard.press('Enter');
    expect(await focus()).toBe('main');
    await page.keyboard.press('/');
    expect(await focus()).toBe('q');
    await page.keyboard.type('docker-media');
    expect(await page.locator('#shown').innerText()).toBe('4 of 12 shown');
    await page.keyboard.press('ArrowDown');
    expect([await focus(), await outlined()]).toEqual(['s-metube', 'solid']);
    await page.keyboard.press('Enter');
    expect(await page.locator('#s-metube details').getAttribute('open')).toBe(null); // it was open, since it fails
    await page.keyboard.press('End');
    const last = await focus();
    await page.keyboard.press('ArrowUp');
    expect(await focus()).not.toBe(last);
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowUp');
    expect(await focus()).toBe('q');
    await page.keyboard.press('Escape');
    expect([await page.inputValue('#q'), await page.locator('.s:visible').count()]).toEqual(['', 12]);
    await page.context().close();
  });

  test('filters, groups and order', async () => {
    const { page } = await browser.open(pages.troubled);
    const shown = (): Promise<string[]> =>
      page.$$eval('.s', (rows) => rows.filter((row) => (row as HTMLElement).offsetParent !== null).map(({ id }) => id.slice(2)));
    const heads = (): Promise<string[]> =>
      page.$$eval('.grp', (groups) =>
        groups.filter((group) => !(group as HTMLElement).hidden).map((group) => group.querySelector('h3')?.textContent ?? ''),
      );
    await page.check('input[name=st][value=waiting]', { force: true });
    expect([await shown(), await heads()]).toEqual([['vaultwarden'], ['docker-apps 1 service']]);
    await page.check('input[name=st][value="*"]', { force: true });
    await page.selectOption('#f-c', 'media');
    expect(await shown()).toEqual(['sonarr', 'immich', 'jellyfin']); // what wants somebody first
    await page.selectOption('#o', 'n');
    expect(await shown()).toEqual(['immich', 'jellyfin', 'sonarr']);
    await page.selectOption('#f-c', '*');
    await page.selectOption('#g', 's');
    expect(await heads()).toEqual([
      'Failing 1 service',
      'Waiting 1 service',
      'Rolled back 1 service',
      'Not deployed 1 service',
      'Healthy 8 services',
    ]);
    await page.fill('#q', 'no such thing');
    await page.click('#reset');
    expect([(await shown()).length, await page.inputValue('#q')]).toEqual([12, '']);
    await page.context().close();
  });

  test('a link to a service shows and unfolds it, whatever is filtered', async () => {
    const { page } = await browser.open(pages.troubled);
    await page.fill('#q', 'gitea');
    await page.click('#attention a[href="#s-vaultwarden"]');
    expect(await page.locator('#s-vaultwarden details').getAttribute('open')).not.toBe(null);
    expect(await page.locator('#s-vaultwarden').innerText()).toContain('Is sshd running there?');
    await page.context().close();
  });

  test('the theme that was chosen stays', async () => {
    const { page } = await browser.open(pages.healthy, { colorScheme: 'light' });
    const paper = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.click('#theme');
    expect(await paper()).toBe(light);
    await page.click('#theme');
    const dark = await paper();
    expect(dark).not.toBe(light);
    await page.reload();
    expect(await paper()).toBe(dark);
    await page.context().close();
  });

  test('without JavaScript it is read: everything is there, nothing pretends to work', async () => {
    const { page } = await browser.open(pages.troubled, { javaScriptEnabled: false });
    expect([
      await page.locator('#tools').isVisible(),
      await page.locator('#theme').isVisible(),
      await page.locator('.s:visible').count(),
    ]).toEqual([false, false, 12]);
    await page.click('#s-gitea summary');
    expect(await page.locator('#s-gitea').innerText()).toContain('hl rollback');
    await page.context().close();
  });

  test('on paper everything is unfolded, and what is for clicking is not there', async () => {
    const { page } = await browser.open(pages.troubled);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#tools').isVisible()).toBe(false);
    expect(await page.locator('#s-gitea .in').isVisible()).toBe(true);
    await page.context().close();
  });

  test('a thousand services are less than 2 MB and are searched', async () => {
    expect(Buffer.byteLength(pages.thousand)).toBeLessThan(2_000_000);
    const { page, complaints } = await browser.open(pages.thousand, { viewport: { width: 360, height: 740 } });
    expect(await isTooWide(page)).toBe(false);
    await page.fill('#q', 'gitea-41');
    expect([await page.locator('.s:visible').count(), await page.locator('#shown').innerText(), complaints]).toEqual([
      1,
      '1 of 1000 shown',
      [],
    ]);
    await page.context().close();
  });
});
