import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Html } from './html.js';

const style =
  readFileSync(new URL('../../assets/base.css', import.meta.url), 'utf8') +
  readFileSync(new URL('../../assets/parts.css', import.meta.url), 'utf8');
const theme = readFileSync(new URL('../../assets/theme.js', import.meta.url), 'utf8');
const page = readFileSync(new URL('../../assets/page.js', import.meta.url), 'utf8');
const live = readFileSync(new URL('../../assets/live.js', import.meta.url), 'utf8');

const digest = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Our own files, as they stand in the page. */
export const assets = {
  style: new Html(`<style>${style}</style>`),
  theme: new Html(`<script>${theme}</script>`),
  page: new Html(`<script>${page}</script>`),
  live: new Html(`<script>${live}</script>`),
};

/**
 * Nothing is fetched, nothing is sent, and no script or style runs but ours; no text becomes markup by a script.
 *
 * @param isLive the page asks where it came from for a newer one
 */
export const policy = (isLive: boolean): string =>
  [
    "default-src 'none'",
    `script-src ${[theme, page, ...(isLive ? [live] : [])].map(digest).join(' ')}`,
    `style-src ${digest(style)}`,
    ...(isLive ? ["connect-src 'self'"] : []),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
