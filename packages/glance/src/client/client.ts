import { HlError } from '@hl/core';
import { type Answer, request, whyOf } from '@hl/http';
import { renderedEntries, type RenderedEntry } from './html.js';
import { type Timing, until } from './timing.js';

/** Bookmarks and monitored sites of a page. `hidden`: Glance's own login is on, nobody may look; `none`: the running Glance knows no such page. */
export type PageContent = readonly RenderedEntry[] | 'hidden' | 'none';

export interface GlanceClient {
  /** Whether `/api/healthz` says 200. Never rejects. */
  healthy(): Promise<boolean>;
  /** Waits a little for a Glance that is just starting. @throws HlError HL_GLANCE_UNREACHABLE, HL_GLANCE_TIMEOUT */
  ready(): Promise<void>;
  /**
   * @throws HlError HL_GLANCE_UNREACHABLE and HL_GLANCE_TIMEOUT (`unreachable`), HL_GLANCE_URL, HL_GLANCE_TLS and HL_GLANCE_TOO_LARGE
   * (`refused`) when something else answers
   */
  content(slug: string): Promise<PageContent>;
}

const mebibyte = 1024 * 1024;
const hints = {
  name: 'Set glance.url in hl.yml to the address of Glance.',
  refused: 'Is it running? Its log says why it stopped, for instance after a wrong glance.yml.',
};

/** Glance over HTTP; `url` is where the dashboard is, base path included. The content call runs the page's monitors, so it may be slow. */
export function glanceClient(
  url: string,
  fetch: typeof globalThis.fetch | undefined,
  { requestMs, pollMs, settleMs }: Timing,
): GlanceClient {
  const base = url.replace(/\/+$/, '');
  const what = `Glance at ${url.replace(/\/\/[^/]*@/, '//')}`;
  const get = (path: string): Promise<Answer> =>
    request(`${base}${path}`, {
      ...{ fetch, what, hints, code: 'HL_GLANCE' },
      deadlineMs: requestMs,
      maxBytes: mebibyte,
      headers: { 'user-agent': 'hl' },
    }).catch((error: unknown) => {
      // A URL that nothing can be asked of: `input` would stop the plan of all systems.
      const { kind, message, hint } = HlError.from(error);
      throw kind === 'input' ? new HlError('HL_GLANCE_URL', message, { kind: 'refused', ...(hint ? { hint } : {}), cause: error }) : error;
    });
  const unwell = (reason: string): HlError =>
    new HlError('HL_GLANCE_UNREACHABLE', `${what} ${reason}`, { kind: 'unreachable', hint: hints.refused });
  const health = async (): Promise<boolean> => (await get('/api/healthz')).status === 200;
  // Where nothing listens, Glance may be starting; a connection that was kept may have died with the Glance before a restart.
  const passing = (error: unknown): boolean => ['refused', 'cut'].includes(whyOf(error));

  return {
    healthy: () => health().catch(() => false),
    async ready() {
      if (!(await until(health, { pollMs, withinMs: settleMs }))) throw unwell('is not well: /api/healthz does not say 200');
    },
    async content(slug) {
      const path = `/api/pages/${encodeURIComponent(slug)}/content/`;
      const { status, text } = (await until(() => get(path), { pollMs, withinMs: settleMs }, passing)) as Answer;
      if (status === 200) return renderedEntries(text());
      if (status === 401) return 'hidden';
      if (status === 404) return 'none';
      if (status >= 500 || status === 429) throw unwell(`does not answer: HTTP ${status}`);
      throw new HlError('HL_GLANCE_URL', `${what} answered ${status} for ${path}, which is not what Glance says`, {
        kind: 'refused',
        hint: 'Set glance.url in hl.yml to the direct address of Glance, not one behind a login.',
      });
    },
  };
}
