import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { report } from '@hl/report';
import { healthy } from '../sample/sample.js';
import { troubled } from '../sample/trouble.js';
import { chromium, executable, type Chromium } from './chromium.js';

// Skipped where there is none: `apt-get install chromium-headless-shell` brings it.
const inChromium = executable === undefined ? describe.skip : describe;

inChromium(executable === undefined ? 'skipped: there is no Chromium here' : 'a live page', () => {
  let [browser, server]: [Chromium?, Server?] = [];
  let [version, status] = ['v1', 200];
  const answers: number[] = [];
  beforeAll(async () => {
    browser = await chromium();
    server = createServer((request, response) => {
      const same = request.headers['if-none-match'] === `"${version}"`;
      const code = status === 200 && same ? 304 : status;
      answers.push(code);
      response.writeHead(code, { 'content-type': 'text/html', etag: `"${version}"`, 'cache-control': 'no-store' });
      response.end(code === 200 ? report(version === 'v1' ? healthy(12) : troubled(), { live: version }) : undefined);
    });
    await new Promise<void>((resolve) => void server?.listen(0, '127.0.0.1', resolve));
  });
  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  test('follows what it is served, and leaves the reader where they are', async () => {
    if (!browser || !server) throw new Error('not started');
    const { page, complaints } = await browser.visit(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.locator('#live', { hasText: 'Live' }).waitFor();
    expect(answers).toEqual([200, 304]); // what it shows is not sent twice
    await page.fill('#q', 'docker');
    await page.selectOption('#g', 'c');
    await page.click('#s-gitea summary');
    await page.click('#q');
    await page.evaluate(() => scrollTo(0, 321));
    const top = (): Promise<number | undefined> => page.evaluate(() => document.getElementById('q')?.getBoundingClientRect().top);
    const before = await top();
    version = 'v2';
    await page.locator('h1', { hasText: '3 of 12 services need you' }).waitFor({ timeout: 15_000 });
    expect(
      await page.evaluate(() => ({
        search: (document.getElementById('q') as HTMLInputElement).value,
        group: (document.getElementById('g') as HTMLSelectElement).value,
        focus: document.activeElement?.id,
        open: document.querySelector('#s-gitea details')?.hasAttribute('open'),
        title: document.title,
      })),
    ).toEqual({ search: 'docker', group: 'c', focus: 'q', open: true, title: '3 of 12 services need you · example.org' });
    expect(Math.abs(((await top()) ?? 0) - (before ?? 0))).toBeLessThan(2); // a page is moved by whole pixels
    expect(complaints).toEqual([]);
    status = 503;
    await page.locator('#live', { hasText: 'Not live any more' }).waitFor({ timeout: 15_000 });
    status = 200;
    await page.locator('#live', { hasText: /^Live/ }).waitFor({ timeout: 15_000 });
  });
});
