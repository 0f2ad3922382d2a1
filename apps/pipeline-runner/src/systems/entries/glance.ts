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
          },
        ],
};
