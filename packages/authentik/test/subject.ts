import { strictEqual } from 'node:assert';
import type { Service, Site } from '@hl/core';
import { exampleService, exampleSite, Faults, faultyFetch } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { authentik } from '@hl/authentik';
import type { AuthentikOptions } from '@hl/authentik';
import { authentikEmulator, embeddedName } from '@hl/lab/authentik';
import type { AuthentikEmulator, AuthentikEmulatorOptions } from '@hl/lab/authentik';

export const timing = { backoffMs: 1, settleMs: 0, requestMs: 5_000 };

export const optionsFor = (lab: AuthentikEmulator, over: Partial<AuthentikOptions> = {}): AuthentikOptions => ({
  url: lab.url,
  token: 'lab-token',
  outpost: embeddedName,
  timing,
  ...over,
});

export const siteFor = (outpost = embeddedName): Site => exampleSite({ authentik: { outpost } });

export interface Case {
  readonly outpost?: string;
  readonly lab?: AuthentikEmulatorOptions;
  readonly service?: Service;
  readonly changed?: Service;
}

const service = exampleService({ authentik: { groups: ['family'] } });
const changed = exampleService({
  displayName: 'MeTube 2',
  authentik: { groups: ['authentik Admins'], skipPathRegex: ['^/api/', '^/health$'], externalUrl: 'https://Tube.example.org:443/' },
});

const foreign = (name: unknown): boolean => !String(name).startsWith('hl-');

/** Every law runs against a fresh emulator that watches for what a careful client never does. */
export const subject =
  ({ outpost = embeddedName, lab: options, service: wanted = service, changed: later = changed }: Case = {}) =>
  async (): Promise<Subject> => {
    const lab = await authentikEmulator({ strict: true, ...options });
    if (wanted.authentik?.groups.length && later.authentik?.groups.length) lab.closed.add('metube');
    const faults = new Faults();
    const integration = authentik(optionsFor(lab, { outpost, fetch: faultyFetch(faults) }));
    return {
      integration,
      faults,
      site: siteFor(outpost),
      service: wanted,
      changed: later,
      bystanders: async () => ({
        applications: lab.applications().filter(({ meta_publisher }) => meta_publisher !== 'hl'),
        providers: lab.providers().filter(({ name }) => foreign(name)),
        outposts: lab.outposts().map(({ name, config, providers }) => ({ name, config, providers: providers.filter(foreign) })),
      }),
      effective: async () => ({
        served: lab
          .outposts()
          .map(({ name }) =>
            lab
              .served(name)
              .map(({ clientId: _, pk: __, ...seen }) => ({ ...seen, skip: seen.skip.map(String), groups: lab.groupsOf(seen.slug) })),
          ),
        tiles: lab.applications().map(({ slug, name, launch_url, group, open_in_new_tab, meta_icon }) => ({
          slug,
          name,
          launch_url,
          group,
          open_in_new_tab,
          meta_icon,
        })),
        providers: lab.providers().map(({ name, redirect_uris }) => ({ name, redirect_uris })),
      }),
      disturbances: () => lab.requests.filter(({ method }) => method !== 'GET').length,
      occupy: async () =>
        void lab.addForeign({ slug: 'metube', provider: 'metube', externalHost: 'https://metube.example.org', outposts: [outpost] }),
      async close() {
        await lab.close();
        strictEqual(lab.violations.join('\n'), '');
      },
    };
  };
