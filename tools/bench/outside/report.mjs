/// <reference lib="dom" />
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { sample } from '../../pictures/sample.mjs';
import { alternating } from '../measure/alternating.mjs';
import { medianOf } from '../measure/statistics.mjs';

const executablePath = '/usr/bin/chromium-headless-shell';
/** Milliseconds from the start of loading until a search of a thousand services is on the screen. */
const target = { most: 1_000 };

/** A page of 1,000 services: made; loaded; searched. */
export async function run() {
  const { report, troubled } = await sample();
  const data = troubled(1_000);
  const made = { name: 'page of 1,000 services, made', unit: 'ms', ...(await alternating(3, { ours: () => void report(data) })) };
  if (!existsSync(executablePath)) {
    console.log('  without Chromium (apt-get install chromium-headless-shell) nobody loads it');
    return [made];
  }
  const folder = mkdtempSync(join(tmpdir(), 'hl-bench-'));
  const file = join(folder, 'index.html');
  writeFileSync(file, report(data));
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const [loaded, searched] = [[], []];
  try {
    for (let n = 0; n < 5; n += 1) {
      const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      await page.goto(pathToFileURL(file).href, { waitUntil: 'domcontentloaded' });
      const [ready, done] = await page.evaluate(async () => {
        const { timing } = window.performance;
        const domContentLoadedEventEnd = timing.domContentLoadedEventEnd - timing.navigationStart;
        const search = /** @type {HTMLInputElement} */ (document.getElementById('q'));
        const started = performance.now();
        search.value = 'gitea-4';
        search.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((shown) => requestAnimationFrame(() => setTimeout(shown)));
        return [domContentLoadedEventEnd, domContentLoadedEventEnd + performance.now() - started];
      });
      loaded.push(ready);
      searched.push(done);
      await page.close();
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return [
    made,
    { name: 'loaded (DOMContentLoaded)', unit: 'ms', ours: medianOf(loaded), target },
    { name: 'loaded and searched', unit: 'ms', ours: medianOf(searched), target },
  ];
}
