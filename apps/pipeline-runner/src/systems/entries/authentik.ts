import type { AuthentikOptions, Credentials, Protection } from '@hl/authentik';
import type { Site } from '@hl/core';
import { trusting } from '../ca-file.js';
import { atLeast } from '../finding.js';
import type { Opening } from '../opening.js';
import type { System } from '../system.js';

const optionsFor = ({ authentik: site }: Site, opening: Pick<Opening, 'need'>): AuthentikOptions | null =>
  site && {
    url: site.url,
    token: opening.need(site.token, 'an API token of Authentik'),
    outpost: site.outpost,
    browserUrl: site.browserUrl,
    guard: site.guard,
    ...trusting(site.caFile),
  };

/** Names what is looked at, and claims nothing. */
const nothing = { provider: null, application: null, groups: [], outposts: [] };

/** Single sign-on. */
export const authentik: System = {
  name: 'authentik',
  job: 'authentik',
  breaks: 4,
  secrets: ({ authentik: site }) => (site === null ? [] : [site.token]),
  outside: async ({ authentik: site }) =>
    site === null
      ? {}
      : {
          login: {
            ...{ name: 'Authentik', url: `${site.browserUrl}/application/o/authorize/` },
            ...{ reachedAt: site.url, outpost: site.outpost },
          },
        },
  endpoints: (site) =>
    site.authentik === null
      ? []
      : [
          {
            label: 'authentik',
            concerns: ({ authentik: login }) => login !== null,
            owns: ({ system }) => system === 'authentik',
            async owned(about) {
              const slugs = await (await import('@hl/authentik')).markedApplications(optionsFor(site, about) as AuthentikOptions);
              return slugs.map((key) => ({ system: 'authentik', key, service: key, spec: nothing }));
            },
            open: async (opening) => (await import('@hl/authentik')).authentik(optionsFor(site, opening) as AuthentikOptions),
            async examine(about) {
              const version = await (await import('@hl/authentik')).serverVersion(optionsFor(site, about) as AuthentikOptions);
              return [atLeast('version', version, [2024, 8], 'Update Authentik.')];
            },
          },
        ],
};

/** What applications that log in by OpenID Connect are given, by slug. */
export async function credentials(opening: Opening): Promise<ReadonlyMap<string, Credentials>> {
  const options = optionsFor(opening.site, opening);
  return options === null ? new Map() : (await import('@hl/authentik')).credentials(options);
}

/**
 * Asks for the client id behind which an application is protected; null: it is not. What is read answers for every application once: who
 * asks a second time has seen something else, and is told how it is now.
 */
export function clientIds(opening: Opening): (slug: string) => Promise<string | null> {
  const options = optionsFor(opening.site, opening);
  const told = new Set<string>();
  let reading: Promise<ReadonlyMap<string, Protection>> | undefined;
  const read = async (): Promise<ReadonlyMap<string, Protection>> =>
    options === null ? new Map() : (await import('@hl/authentik')).protections(options);
  return async (slug) => {
    if (told.has(slug)) reading = undefined;
    if (reading === undefined) told.clear();
    told.add(slug);
    reading ??= read();
    return (await reading).get(slug)?.clientId ?? null;
  };
}
