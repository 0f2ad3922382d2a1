import type { TilesOf } from '@hl/verify';
import { pass, warn } from '../finding.js';
import type { Opening } from '../opening.js';
import type { System } from '../system.js';

/** Tiles of the dashboard. */
export const glance: System = {
  name: 'glance',
  job: 'glance',
  breaks: 1,
  secrets: () => [],
  outside: async ({ glance: site }) => (site === null || site.url === null ? {} : { dashboard: 'Glance' }),
  endpoints: ({ glance: site }) =>
    site === null
      ? []
      : [
          {
            label: 'glance',
            concerns: ({ glance: tile }) => tile !== null,
            owns: ({ system }) => system === 'glance',
            async owned({ remote }) {
              const urls = await (await import('@hl/glance')).markedUrls(remote(site.host), site.config);
              const spec = { page: '', bookmark: null, monitor: null, live: true };
              return urls.map((key) => ({ system: 'glance', key, service: '', spec }));
            },
            open: async (opening) => (await import('@hl/glance')).glance({ remote: opening.remote(site.host), site }),
            async examine() {
              if (site.url === null) return [];
              const hint = 'Look whether it runs, and at glance.url in hl.yml: without it tiles are not read back.';
              const isWell = await (await import('@hl/glance')).isHealthy(site.url);
              return [isWell ? pass('page', site.url) : warn('page', `${site.url} is not well`, hint)];
            },
          },
        ],
};

/** What the running Glance shows of tiles. */
export const tiles =
  ({ site: { glance: site }, remote }: Opening): TilesOf =>
  async (urls) =>
    site === null ? new Map() : (await import('@hl/glance')).shownTiles({ remote: remote(site.host), site }, urls);
