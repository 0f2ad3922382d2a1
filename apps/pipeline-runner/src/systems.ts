import { HlError } from '@hl/core';
import type { Change, Integration, Remote, Secret, Service } from '@hl/core';
import type { Ledger, LedgerEntry } from '@hl/core/state';
import type { Context } from './context.js';
import { fromAuthentik, oidcSecrets } from './oidc.js';
import { trusting } from './trust.js';

/** Order in which things are made; they are broken in `breakOrder`: what exposes goes first. */
export const makeOrder = ['compose', 'traefik', 'pihole', 'authentik', 'glance'] as const;
export const breakOrder = ['glance', 'traefik', 'pihole', 'authentik', 'compose'] as const;
export type System = (typeof makeOrder)[number];

/** One integration in front of one machine or API. A system may have several: a Docker host each, a Pi-hole each. */
export interface Instance {
  readonly system: System;
  readonly label: string;
  readonly integration: Integration;
  /** Whether this instance is in charge of a change. */
  readonly owns: (change: Pick<Change, 'system' | 'key'>) => boolean;
}

/** Everything outside, opened lazily. Sessions and connections are the context's: they stay for the next stage, and end with it. */
export interface Systems {
  readonly instances: readonly Instance[];
  readonly ledger: Ledger | null;
  remote(host: string): Remote;
  /** Client id that Authentik gave the application, for verify. */
  clientIdOf: ((slug: string) => Promise<string | null>) | undefined;
}

export interface SystemsInput {
  /** Definitions whose hosts and secrets are needed. */
  readonly services: readonly Service[];
  /** Entries of the ledger, which say what is ours in systems without marks; null: not known. */
  readonly entries: readonly LedgerEntry[] | null;
  readonly progress?: (host: string, service: string, step: string) => void;
}

/**
 * Wires every system of the site.
 *
 * @throws HlError HL_SECRET_MISSING when a variable that is needed is not set
 */
export async function openSystems(context: Context, { services, entries, progress }: SystemsInput): Promise<Systems> {
  const { site, environment, repository, print } = context;
  const fleet = await context.fleet();
  const need = (name: string, what: string): Secret => {
    const value = environment.secret(name);
    if (value !== undefined) return value;
    throw new HlError('HL_SECRET_MISSING', `${name} is not set: it is ${what}`, {
      kind: 'input',
      hint: 'Set it as a masked CI/CD variable (or export it) and run again.',
    });
  };
  const instances: Instance[] = [];

  const hosts = [...new Set(services.map(({ host }) => host))].filter((host) => host in site.hosts);
  const sso =
    site.authentik && services.some(({ authentik }) => authentik !== null)
      ? {
          url: site.authentik.url,
          token: need(site.authentik.token, 'an API token of Authentik'),
          outpost: site.authentik.outpost,
          guard: site.authentik.guard,
          ...trusting(site.authentik.caFile),
        }
      : null;

  if (hosts.length > 0) {
    const { compose, sopsDecrypt } = await import('@hl/deployer');
    const sops = sopsDecrypt({ cwd: context.cwd, env: environment.variables });
    const sources = services
      .flatMap(({ deployment }) => deployment.secrets.map(({ source }) => source))
      .filter((source) => !fromAuthentik(source));
    const credentialsOf = async (slug: string) => (sso === null ? null : (await import('@hl/authentik')).credentials(sso, slug));
    const secrets = {
      ...Object.fromEntries(sources.map((source) => [source, environment.secret(source)])),
      ...(await oidcSecrets(services, credentialsOf).catch(() => ({}))), // what Authentik does not tell counts as not known yet
    };
    Object.values(secrets).forEach((value) => print.hide(value));
    for (const host of hosts) {
      const { parallel, revisions } = site.hosts[host] ?? {};
      const integration = compose({
        host,
        remote: fleet.remote(host),
        content: (file) => repository.content(file),
        secrets,
        decrypt: async (file) => {
          const values = await sops(file);
          Object.values(values).forEach((value) => print.hide(value));
          return values;
        },
        kind: site.hosts[host]?.kind === 'swarm' ? 'swarm' : 'docker',
        commit: context.commit,
        ...(parallel === undefined ? {} : { parallel }),
        ...(revisions === undefined ? {} : { revisions }),
        ...(progress === undefined ? {} : { progress: (service, step) => progress(host, service, step) }),
      });
      instances.push({
        system: 'compose',
        label: host,
        integration: integration as Integration,
        owns: ({ system, key }) => system === 'compose' && key.startsWith(`${host}/`),
      });
    }
  }

  if (site.traefik) {
    const { traefik } = await import('@hl/traefik');
    const apiCredentials =
      site.traefik.apiCredentials === null ? undefined : need(site.traefik.apiCredentials, "user:password of Traefik's API");
    const integration = traefik({
      remote: fleet.remote(site.traefik.host),
      site: site.traefik,
      outpostUrl: site.authentik?.outpostUrl ?? null,
      ...(apiCredentials === undefined ? {} : { apiCredentials }),
    });
    instances.push({
      system: 'traefik',
      label: 'traefik',
      integration: integration as Integration,
      owns: ({ system }) => system === 'traefik',
    });
  }

  const wantsDns = services.some(({ dns }) => dns !== null);
  if (site.pihole && wantsDns) {
    const { pihole } = await import('@hl/pihole');
    const names = recorded(entries, ({ dns }) => (dns ? [dns.hostname, ...dns.aliases] : []));
    const { insecure } = site.pihole;
    const trust = trusting(site.pihole.caFile);
    for (const [index, { url, dns, password }] of site.pihole.instances.entries()) {
      const system = index === 0 ? 'pihole' : `pihole@${new URL(url).hostname}`;
      // One login for all stages. What the ledger said when the first of them began still holds: what they write themselves, it knows.
      const integration = context.shared(`pihole ${url}`, () =>
        pihole({
          url,
          password: need(password, `the password of the Pi-hole at ${url}`),
          dns,
          owned: (hostname) => (names.has(hostname) ? true : undefined),
          addresses: site.traefik?.addresses ?? [],
          system,
          insecure,
          ...trust,
        }),
      );
      instances.push({
        system: 'pihole',
        label: system,
        integration: integration as Integration,
        owns: (change) => change.system === system,
      });
    }
  }

  let clientIdOf: Systems['clientIdOf'];
  if (sso !== null) {
    const { authentik, protection } = await import('@hl/authentik');
    clientIdOf = async (slug) => (await protection(sso, slug))?.clientId ?? null;
    instances.push({
      system: 'authentik',
      label: 'authentik',
      integration: authentik(sso) as Integration,
      owns: ({ system }) => system === 'authentik',
    });
  }

  if (site.glance) {
    const { glance } = await import('@hl/glance');
    const urls = recorded(entries, ({ glance: tile }) => (tile ? [tile.url] : []));
    const integration = glance({
      remote: fleet.remote(site.glance.host),
      site: site.glance,
      owned: (url) => (urls.has(url) ? true : undefined),
    });
    instances.push({
      system: 'glance',
      label: 'glance',
      integration: integration as Integration,
      owns: ({ system }) => system === 'glance',
    });
  }

  return {
    instances,
    ledger: fleet.ledger,
    remote: (host) => fleet.remote(host),
    clientIdOf,
  };
}

/** What the ledger says that we made, for systems that keep no mark, or whose marks somebody may have stripped. */
const recorded = (entries: readonly LedgerEntry[] | null, keys: (service: Service) => readonly string[]): ReadonlySet<string> =>
  new Set((entries ?? []).flatMap(({ service, leftovers }) => [...(service ? [service] : []), ...leftovers].flatMap(keys)));
