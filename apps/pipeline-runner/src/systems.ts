import { HlError } from '@hl/core';
import type { Change, ErrorReport, Fault, Integration, Remote, Secret, Service } from '@hl/core';
import type { Ledger } from '@hl/core/state';
import type { Check, CheckResult } from '@hl/verify';
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
  /** Systems that could not even be opened, where that is no error: in a plan that is only read. */
  readonly closed: readonly { readonly system: System; readonly error: ErrorReport; concerns(service: Service): boolean }[];
  readonly ledger: Ledger | null;
  remote(host: string): Remote;
  /** Looks from outside. */
  look(checks: readonly Check[], onResult: (result: CheckResult) => void): Promise<CheckResult[]>;
}

export interface SystemsInput {
  /** Definitions whose hosts and secrets are needed. */
  readonly services: readonly Service[];
  readonly progress?: (host: string, service: string, step: string) => void;
  /** Nothing will be written: what cannot be opened is told in `closed`. */
  readonly onlyRead?: boolean;
}

/** What is wrong in the systems themselves; one that cannot be asked is told where it is read. */
export async function faultsOf({ instances }: Pick<Systems, 'instances'>): Promise<(Fault & { readonly system: System })[]> {
  const found = await Promise.all(
    instances.map(async ({ system, integration }) => {
      const faults = (await integration.faults?.().catch(() => [])) ?? [];
      return faults.map(({ message, sure }) => ({ system, message, sure }));
    }),
  );
  return found.flat();
}

/**
 * Wires every system of the site.
 *
 * @throws HlError HL_SECRET_MISSING when a variable that is needed is not set
 */
export async function openSystems(context: Context, { services, progress, onlyRead = false }: SystemsInput): Promise<Systems> {
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
  const closed: Systems['closed'][number][] = [];
  const open = async (system: System, concerns: (service: Service) => boolean, make: () => Promise<void>): Promise<void> => {
    try {
      await make();
    } catch (thrown) {
      if (!onlyRead) throw thrown;
      closed.push({ system, error: HlError.from(thrown).toJSON(), concerns });
    }
  };
  const add = <Spec>(system: System, label: string, integration: Integration<Spec>, owns: Instance['owns']): void =>
    void instances.push({ system, label, integration: integration as Integration, owns });

  const wantsSso = ({ authentik }: Service): boolean => authentik !== null;
  let sso: Parameters<(typeof import('@hl/authentik'))['authentik']>[0] | null = null;
  await open('authentik', wantsSso, async () => {
    if (!site.authentik || !services.some(wantsSso)) return;
    sso = {
      url: site.authentik.url,
      token: need(site.authentik.token, 'an API token of Authentik'),
      outpost: site.authentik.outpost,
      browserUrl: site.authentik.browserUrl,
      guard: site.authentik.guard,
      ...trusting(site.authentik.caFile),
    };
    const { authentik } = await import('@hl/authentik');
    add('authentik', 'authentik', authentik(sso), ({ system }) => system === 'authentik');
  });
  const login = sso as Parameters<(typeof import('@hl/authentik'))['authentik']>[0] | null;

  const hosts = [...new Set(services.map(({ host }) => host))].filter((host) => host in site.hosts);
  if (hosts.length > 0) {
    const { compose, sopsDecrypt } = await import('@hl/deployer');
    const sops = sopsDecrypt({ cwd: context.cwd, env: environment.variables });
    const sources = services
      .flatMap(({ deployment }) => deployment.secrets.map(({ source }) => source))
      .filter((source) => !fromAuthentik(source));
    const credentialsOf = async (slug: string) => (login === null ? null : (await import('@hl/authentik')).credentials(login, slug));
    const secrets = {
      ...Object.fromEntries(sources.map((source) => [source, environment.secret(source)])),
      ...(await oidcSecrets(services, credentialsOf).catch(() => ({}))), // what Authentik does not tell counts as not known yet
    };
    Object.values(secrets).forEach((value) => print.hide(value));
    for (const host of hosts) {
      await open(
        'compose',
        (service) => service.host === host,
        async () => {
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
          add('compose', host, integration, ({ system, key }) => system === 'compose' && key.startsWith(`${host}/`));
        },
      );
    }
  }

  await open(
    'traefik',
    ({ traefik }) => traefik !== null,
    async () => {
      if (!site.traefik) return;
      const { traefik } = await import('@hl/traefik');
      const apiCredentials =
        site.traefik.apiCredentials === null ? undefined : need(site.traefik.apiCredentials, "user:password of Traefik's API");
      const integration = traefik({
        remote: fleet.remote(site.traefik.host),
        site: site.traefik,
        outpostUrl: site.authentik?.outpostUrl ?? null,
        ...(apiCredentials === undefined ? {} : { apiCredentials }),
      });
      add('traefik', 'traefik', integration, ({ system }) => system === 'traefik');
    },
  );

  const wantsDns = ({ dns }: Service): boolean => dns !== null;
  for (const [index, { url, dns, password }] of services.some(wantsDns) ? (site.dns['pihole']?.instances ?? []).entries() : []) {
    await open('pihole', wantsDns, async () => {
      const { pihole, systemNames } = await import('@hl/pihole');
      const system = systemNames((site.dns['pihole']?.instances ?? []).map((instance) => instance.url))[index] ?? 'pihole';
      // One login for all stages.
      const integration = context.shared(`pihole ${url}`, () =>
        pihole({
          url,
          password: need(password, `the password of the Pi-hole at ${url}`),
          dns,
          system,
          insecure: site.dns['pihole']?.insecure ?? false,
          onWait: (why) => print.step(why),
          ...trusting(site.dns['pihole']?.caFile ?? null),
        }),
      );
      add('pihole', system, integration, (change) => change.system === system);
    });
  }

  if (site.glance) {
    const { glance } = await import('@hl/glance');
    const integration = glance({ remote: fleet.remote(site.glance.host), site: site.glance });
    add('glance', 'glance', integration, ({ system }) => system === 'glance');
  }

  return {
    instances,
    closed,
    ledger: fleet.ledger,
    remote: (host) => fleet.remote(host),
    async look(checks, onResult) {
      const [{ verify }, { protection }] = await Promise.all([import('@hl/verify'), import('@hl/authentik')]);
      return verify(checks, {
        remote: (host) => fleet.remote(host),
        deadlineMs: site.verify.deadlineSeconds * 1_000,
        intervalMs: site.verify.intervalSeconds * 1_000,
        ...trusting(site.traefik?.caFile ?? null),
        ...(login === null ? {} : { clientIdOf: async (slug: string) => (await protection(login, slug))?.clientId ?? null }),
        onResult,
      });
    },
  };
}
