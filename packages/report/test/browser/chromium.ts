import { accessSync, constants, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium as playwright, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** A Chromium of this machine; undefined: it has none. */
export const executable = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap((folder) => names.map((name) => join(folder, name)))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** What a page did that it must not do. */
export interface Opened {
  readonly page: Page;
  /** Addresses that it asked for, but its own. */
  readonly asked: string[];
  /** What the browser complained of: errors, refusals of the policy. */
  readonly complaints: string[];
}

export interface Chromium {
  open(html: string, options?: BrowserContextOptions): Promise<Opened>;
  /** Shows what somebody serves. */
  visit(url: string): Promise<Opened>;
  close(): Promise<void>;
}

export async function chromium(): Promise<Chromium> {
  const browser: Browser = await playwright.launch({ ...(executable && { executablePath: executable }), args: ['--no-sandbox'] });
  const folder = mkdtempSync(join(tmpdir(), 'hl-report-'));
  let files = 0;
  async function show(url: string, options: BrowserContextOptions = {}): Promise<Opened> {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })).newPage();
    const [asked, complaints]: [string[], string[]] = [[], []];
    page.on('request', (request) => request.url() === url || asked.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => (complaints.push(dialog.message()), void dialog.dismiss()));
    await page.goto(url);
    return { page, asked, complaints };
  }
  return {
    open(html, options) {
      const file = join(folder, `${(files += 1)}.html`);
      writeFileSync(file, html);
      return show(pathToFileURL(file).href, options);
    },
    visit: (url) => show(url),
    async close() {
      await browser.close();
      rmSync(folder, { recursive: true });
    },
  };
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What WCAG 2.2 A and AA, by axe, find wrong: rule, and the first element. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe); // past the page's own policy, as the browser's own tools are
  return page.evaluate(async () => {
    const { run } = (
      globalThis as unknown as {
        axe: { run(what: object): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
      }
    ).axe;
    const { violations: found } = await run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return found.map(({ id, nodes }) => `${id} (${nodes.length}): ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`);
  });
}

export const unfold = (page: Page): Promise<void> =>
  page.evaluate(() => document.querySelectorAll('details').forEach((details) => (details.open = true)));

/** Whether the page itself can be moved sideways. */
export const isTooWide = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
