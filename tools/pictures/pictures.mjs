/// <reference lib="dom" />
/**
 * npm run pictures: the pictures of the report in the README and the docs, of the sample fleet, by a Chromium of this machine.
 * The same sources give the same picture, with the same fonts and the same Chromium.
 */
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { sample } from './sample.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
/** Bytes: whoever clones the repository has them all. */
const most = 150_000;
const desktop = { width: 1100, height: 720 };

/** `at`: what is at the top; `open`: the service that is unfolded. */
const pictures = /** @type {const} */ ([
  { name: 'report', colorScheme: 'light', viewport: { ...desktop, height: 800 } },
  { name: 'report-dark', colorScheme: 'dark', viewport: desktop, at: '#fleet', open: 's-metube' },
  { name: 'report-run', colorScheme: 'light', viewport: desktop, at: '#run' },
  { name: 'report-phone', colorScheme: 'light', viewport: { width: 360, height: 740 } },
]);

const { report, troubled } = await sample();
const folder = mkdtempSync(join(tmpdir(), 'hl-pictures-'));
const page = join(folder, 'index.html');
writeFileSync(page, report(troubled()));
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium-headless-shell', args: ['--no-sandbox'] });
try {
  for (const picture of pictures) {
    const { name, colorScheme, viewport } = picture;
    const [at, open] = ['at' in picture ? picture.at : null, 'open' in picture ? picture.open : null];
    const tab = await browser.newPage({ colorScheme, viewport, locale: 'en-GB', timezoneId: 'UTC' });
    await tab.clock.setFixedTime(new Date('2026-08-22T09:50:00Z'));
    await tab.goto(pathToFileURL(page).href);
    await tab.evaluate(
      ([top, unfolded]) => {
        for (const details of /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll('.s details')))
          details.open = details.closest('.s').id === unfolded;
        if (top) document.querySelector(top).scrollIntoView();
      },
      [at, open],
    );
    const path = join(root, 'docs/pictures', `${name}.png`);
    await tab.screenshot({ path });
    const { size } = statSync(path);
    console.log(`docs/pictures/${name}.png: ${size} bytes`);
    if (size > most) throw new Error(`${path} has ${size} bytes, ${most} at most`);
    await tab.close();
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
