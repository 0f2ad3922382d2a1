import { HlError } from '@hl/core';
import ky from 'ky';
import { shownIn } from './shown.js';
import type { Shown } from './shown.js';
import { until } from './timing.js';
import type { Timing } from './timing.js';

export interface GlanceClient {
  /** Whether `/api/healthz` says 200. Never rejects. */
  healthy(): Promise<boolean>;
  /** Waits a little for a Glance that is just starting. @throws HlError HL_GLANCE_UNREACHABLE */
  ready(): Promise<void>;
  /**
   * Bookmarks and monitored sites of a page. `hidden`: Glance's own login is on, nobody may look; `none`: the running Glance knows no such page.
   *
   * @throws HlError HL_GLANCE_UNREACHABLE (`unreachable`), HL_GLANCE_URL (`refused`) when something else answers
   */
  content(slug: string): Promise<readonly Shown[] | 'hidden' | 'none'>;
}

/** Glance over HTTP; `url` is where the dashboard is, base path included. The content call runs the page's monitors, so it may be slow. */
export function glanceClient(url: string, fetch: typeof globalThis.fetch, { requestMs, pollMs, settleMs }: Timing): GlanceClient {
  const base = url.replace(/\/+$/, '');
  const get = (path: string): Promise<Response> =>
    ky(`${base}${path}`, {
      fetch,
      retry: 0,
      throwHttpErrors: false,
      timeout: requestMs,
      redirect: 'manual',
      headers: { 'user-agent': 'hl' },
    });
  const health = async (): Promise<boolean> => {
    const answer = await get('/api/healthz');
    await answer.body?.cancel();
    return answer.status === 200;
  };
  return {
    healthy: () => health().catch(() => false),
    async ready() {
      const well = await until(health, { pollMs, withinMs: settleMs }).catch((cause: unknown) => {
        throw silent(url, cause);
      });
      if (!well) throw silent(url, new Error('/api/healthz does not say 200'));
    },
    async content(slug) {
      const path = `/api/pages/${encodeURIComponent(slug)}/content/`;
      let status = 0;
      let html = '';
      const ask = async (): Promise<true> => {
        const answer = await get(path);
        [status, html] = [answer.status, await answer.text()];
        return true;
      };
      try {
        // a kept connection may have died with the Glance before a restart: that tells nothing about this one
        await ask().catch((error: unknown) => {
          if (isLate(error)) throw error;
          return reason(error) === 'ECONNREFUSED' ? until(ask, { pollMs, withinMs: settleMs }) : ask();
        });
      } catch (cause) {
        throw silent(url, cause);
      }
      if (status === 200) return shownIn(html);
      if (status === 401) return 'hidden';
      if (status === 404) return 'none';
      if (status >= 500 || status === 429) throw silent(url, new Error(`HTTP ${status}`));
      throw new HlError('HL_GLANCE_URL', `${base}${path} answered ${status}, which is not what Glance says`, {
        kind: 'refused',
        hint: 'Set glance.url in hl.yml to the direct address of Glance, not one behind a login.',
      });
    },
  };
}

const silent = (url: string, cause: unknown): HlError =>
  new HlError('HL_GLANCE_UNREACHABLE', `Glance at ${url} does not answer: ${reason(cause)}`, {
    kind: 'unreachable',
    hint: 'Is it running? Its log says why it stopped, for instance after a wrong glance.yml.',
    cause,
  });

const isLate = (error: unknown): boolean => error instanceof Error && error.name === 'TimeoutError';

const reason = (error: unknown): string => {
  if (isLate(error)) return 'no answer in time';
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return (inner as { code?: string }).code ?? (inner instanceof Error ? inner.message.split('\n')[0] : undefined) ?? 'no reason given';
};
