import { strictEqual } from 'node:assert';
import type { Integration, Service, Site } from '@hl/core';
import { exampleService, exampleSite, Faults, faultyFetch } from '@hl/core/testing';
import type { Subject } from '@hl/core/testing';
import { authentik } from '@hl/authentik';
import type { AuthentikOptions, SsoSpec } from '@hl/authentik';
import { authentikEmulator, embeddedName } from '@hl/lab/authentik';
import type { AuthentikEmulator, AuthentikEmulatorOptions } from '@hl/lab/authentik';

export const timing = { backoffMs: 1, settleMs: 0, requestMs: 5_000 };

export const optionsFor = (lab: AuthentikEmulator, over: Partial<AuthentikOptions> = {}): AuthentikOptions => ({
  url: lab.url,
  token: 'lab-token',
  outpost: embeddedName,
  timing,
  // without a socket, unless it is asked for another address
  ...(over.url === undefined ? { fetch: lab.fetch } : {}),
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

const section = { method: 'oidc', redirectUris: ['https://metube.example.org/callback', 'app.metube:///oauth'] } as const;

/** The service speaks OpenID Connect itself. */
export const oidc = {
  service: exampleService({ authentik: { ...section, groups: ['family'] } }),
  changed: exampleService({
    authentik: { ...section, groups: ['family', 'authentik Admins'], redirectUris: ['https://metube.example.org/other'] },
  }),
};

/** Lines of text before 2024.12; which it is the lab's own provider tells. */
const redirects = (lab: AuthentikEmulator, uris: readonly string[]): unknown =>
  typeof lab.providers()[0]?.['redirect_uris'] === 'string' ? uris.join('\n') : uris.map((url) => ({ matching_mode: 'strict', url }));

/** What a service wants, made by a person: the same in everything, but without our mark. */
export function byHand(lab: AuthentikEmulator, { provider, application, groups, outposts, icon = '' }: SsoSpec): void {
  if (provider === null || application === null) throw new Error('nothing is wanted');
  const { name, group, description, launchUrl, openInNewTab } = application;
  const settings =
    provider.kind === 'proxy'
      ? {
          mode: provider.mode,
          internal_host: provider.internalHost,
          cookie_domain: provider.cookieDomain,
          skip_path_regex: provider.skipPathRegex.join('\n'),
        }
      : { redirect_uris: redirects(lab, provider.redirectUris) };
  lab.addForeign({
    slug: 'metube',
    provider: provider.name,
    kind: provider.kind,
    outposts,
    groups: groups.map(String),
    ...(provider.kind === 'proxy' ? { externalHost: provider.externalHost } : {}),
    settings,
    flows: [provider.authorizationFlow, provider.invalidationFlow],
    fields: {
      name,
      group,
      meta_description: description,
      meta_launch_url: launchUrl,
      open_in_new_tab: openInNewTab,
      ...(icon === '' ? {} : { meta_icon: icon }),
    },
  });
}

/** Every law runs against a fresh emulator that watches for what a careful client never does. */
export const subject =
  ({ outpost = embeddedName, lab: options, service: wanted = service, changed: later = changed }: Case = {}) =>
  async (): Promise<Subject> => {
    const lab = await authentikEmulator({ strict: true, ...options });
    if (wanted.authentik?.groups.length && later.authentik?.groups.length) lab.closed.add('metube');
    const faults = new Faults();
    const restart = (): Integration<SsoSpec> => authentik(optionsFor(lab, { outpost, fetch: faultyFetch(faults, lab.fetch) }));
    const theirs = new Set(lab.providers().map(({ name }) => String(name)));
    const foreign = (name: unknown): boolean => theirs.has(String(name));
    return {
      integration: restart(),
      restart,
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
      occupy: async (how) => {
        const at = { outposts: wanted.authentik?.method === 'oidc' ? [] : [outpost] };
        if (how === 'other') {
          lab.closed.clear(); // theirs may be open
          lab.addForeign({ slug: 'metube', provider: 'metube', externalHost: 'https://metube.example.org', ...at });
          lab.addForeign({ slug: 'tube', provider: 'hl-metube', externalHost: 'https://tube.example.org', ...at });
        } else {
          byHand(lab, restart().desired(wanted, siteFor(outpost))[0]!.spec);
        }
        for (const { name } of lab.providers()) if (!theirs.has(String(name)) && name !== 'hl-hl-guard') theirs.add(String(name));
      },
      async close() {
        await lab.close();
        strictEqual(lab.violations.join('\n'), '');
      },
    };
  };
