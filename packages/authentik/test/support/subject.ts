import { strictEqual } from 'node:assert';
import { desiredOf, pagesOf } from '@hl/core';
import type { Integration, Resource, Service, Site } from '@hl/core';
import { examplePage, exampleService, exampleSite, Faults, faultyFetch } from '@hl/core/testing';
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

const stats = {
  ...examplePage({ name: 'metube-stats', port: 3000, authentik: { groups: ['family'] } }),
  traefik: exampleService({
    traefik: {
      rule: 'Host(`metube-stats.example.org`) || Host(`figures.example.org`) && PathPrefix(`/x`)',
      hosts: ['metube-stats.example.org'],
    },
  }).traefik,
};

/** The service has two pages more: at two hosts, and a machine elsewhere. The changed one has the first of them, at one host. */
export const pages = {
  service: exampleService({
    authentik: { groups: ['family'] },
    pages: [stats, examplePage({ name: 'metube-pve', address: '2001:db8::60', authentik: { method: 'proxy', openInNewTab: true } })],
  }),
  changed: exampleService({
    authentik: { groups: ['authentik Admins'] },
    pages: [examplePage({ name: 'metube-stats', displayName: 'Figures', authentik: { groups: ['family', 'authentik Admins'] } })],
  }),
};

/** Lines of text before 2024.12; which it is the lab's own provider tells. */
const redirects = (lab: AuthentikEmulator, uris: readonly string[]): unknown =>
  typeof lab.providers()[0]?.['redirect_uris'] === 'string' ? uris.join('\n') : uris.map((url) => ({ matching_mode: 'strict', url }));

/** What a service wants, made by a person: the same in everything, but without our mark. */
export function byHand(lab: AuthentikEmulator, { key, spec }: Resource<SsoSpec>): void {
  const { provider, application, groups, outposts, icon = '' } = spec;
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
    slug: key,
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
    const closed = (one: Service): string[] => pagesOf(one).flatMap(({ authentik: sso }) => (sso?.groups.length ? [sso.slug] : []));
    for (const slug of closed(wanted)) if (closed(later).includes(slug)) lab.closed.add(slug);
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
      // in no order: nobody sees which was made first
      effective: async () => ({
        served: lab
          .outposts()
          .map(
            ({ name }) =>
              new Set(
                lab
                  .served(name)
                  .map(({ clientId: _, pk: __, ...seen }) => ({ ...seen, skip: seen.skip.map(String), groups: lab.groupsOf(seen.slug) })),
              ),
          ),
        tiles: new Set(
          lab.applications().map(({ slug, name, launch_url, group, open_in_new_tab, meta_icon }) => ({
            slug,
            name,
            launch_url,
            group,
            open_in_new_tab,
            meta_icon,
          })),
        ),
        providers: new Set(lab.providers().map(({ name, redirect_uris }) => ({ name, redirect_uris }))),
      }),
      disturbances: () => lab.requests.filter(({ method }) => method !== 'GET').length,
      occupy: async (how) => {
        const at = { outposts: wanted.authentik?.method === 'oidc' ? [] : [outpost] };
        if (how === 'other') lab.closed.clear(); // theirs may be open
        for (const resource of desiredOf(restart(), wanted, siteFor(outpost))) {
          const { key } = resource;
          const other = key.replace('metube', 'tube');
          if (how === 'same') byHand(lab, resource);
          else {
            lab.addForeign({ slug: key, provider: key, externalHost: `https://${key}.example.org`, ...at });
            lab.addForeign({ slug: other, provider: `hl-${key}`, externalHost: `https://${other}.example.org`, ...at });
          }
        }
        for (const { name } of lab.providers()) if (!theirs.has(String(name)) && name !== 'hl-hl-guard') theirs.add(String(name));
      },
      async close() {
        await lab.close();
        strictEqual(lab.violations.join('\n'), '');
      },
    };
  };
