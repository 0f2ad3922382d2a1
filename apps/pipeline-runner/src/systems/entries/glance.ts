import { pass, warn } from '../finding.js';
import type { System } from '../system.js';

/** Tiles of the dashboard. */
export const glance: System = {
  name: 'glance',
  job: 'glance',
  breaks: 1,
  secrets: () => [],
  outside: async () => ({}),
  endpoints: ({ glance: site }) =>
    site === null
      ? []
      : [
          {
            label: 'glance',
            concerns: ({ glance: tile }) => tile !== null,
            owns: ({ system }) => system === 'glance',
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
