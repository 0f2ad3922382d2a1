import { run as page } from '../outside/report.mjs';
import { run as outside } from '../outside/verify.mjs';

/** What looks from outside, and the page that shows what it saw. */
export const run = async () => [...(await outside()), ...(await page())];
