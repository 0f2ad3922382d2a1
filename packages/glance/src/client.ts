import { HlError } from '@hl/core';
import { request, whyOf } from '@hl/http';
import type { Answer } from '@hl/http';
import { shownIn } from './shown.js';
import type { Shown } from './shown.js';
import { until } from './timing.js';
import type { Timing } from './timing.js';

export interface GlanceClient {
  /** Whether `/api/healthz` says 200. Never rejects. */
  healthy(): Promise<boolean>;
  /** Waits a little for a Glance that is just starting. @throws HlError HL_GLANCE_UNREACHABLE, HL_GLANCE_TIMEOUT */
  ready(): Promise<void>;
  /**
   * Bookmarks and monitored sites of a page. `hidden`: Glance's own login is on, nobody may look; `none`: the running Glance knows no such page.
   *
   * @throws HlError HL_GLANCE_UNREACHABLE and HL_GLANCE_TIMEOUT (`unreachable`), HL_GLANCE_URL, HL_GLANCE_TLS and HL_GLANCE_TOO_LARGE
   * (`refused`) when something else answers
   */
  content(slug: string): Promise<readonly Shown[] | 'hidden' | 'none'>;
}

const mebibyte = 1024 * 1024;
const hints = {
  name: 'Set glance.url in hl.yml to the address of Glance.',
  refused: 'Is it running? Its log says why it stopped, for instance after a wrong glance.yml.',
};

/** Glance over HTTP; `url` is where the dashboard is, base path included. The content call runs the page's monitors, so it may be slow. */
export function glanceClient(url: string, fetch: typeof globalThis.fetch, { requestMs, pollMs, settleMs }: Timing): GlanceClient {
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
  const silent = (status: number): HlError =>
    new HlError('HL_GLANCE_UNREACHABLE', `${what} does not answer: HTTP ${status}`, { kind: 'unreachable', hint: hints.refused });
  const health = async (): Promise<boolean> => (await get('/api/healthz')).status === 200;

  return {
    healthy: () => health().catch(() => false),
    async ready() {
      if (await until(health, { pollMs, withinMs: settleMs })) return;
      throw new HlError('HL_GLANCE_UNREACHABLE', `${what} is not well: /api/healthz does not say 200`, {
        kind: 'unreachable',
        hint: hints.refused,
      });
    },
    async content(slug) {
      const path = `/api/pages/${encodeURIComponent(slug)}/content/`;
      const { status, text } = await patiently(() => get(path), { pollMs, withinMs: settleMs });
      if (status === 200) return shownIn(text());
      if (status === 401) return 'hidden';
      if (status === 404) return 'none';
      if (status >= 500 || status === 429) throw silent(status);
      throw new HlError('HL_GLANCE_URL', `${what} answered ${status} for ${path}, which is not what Glance says`, {
        kind: 'refused',
        hint: 'Set glance.url in hl.yml to the direct address of Glance, not one behind a login.',
      });
    },
  };
}

/** Where nothing listens, Glance may be starting. A connection that was kept may have died with the Glance before a restart, so what is cut is asked once more. */
async function patiently(ask: () => Promise<Answer>, patience: { readonly pollMs: number; readonly withinMs: number }): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    const why = whyOf(error);
    if (why === 'cut') return ask();
    if (why !== 'refused') throw error;
    let answer: Answer | undefined;
    await until(async () => (answer = await ask()) !== undefined, patience);
    if (answer === undefined) throw error;
    return answer;
  }
}
