import { groupBy, HlError, pagesOf, Secret, type ErrorReport, type Fault, type Remote, type Service, type Site } from '@hl/core';
import type { Check, CheckResult, Outside, Pace } from '@hl/verify';
import { clientIds } from './entries/authentik.js';
import { tiles } from './entries/glance.js';
import { trusting } from './ca-file.js';
import { secretsOf } from './entries/compose.js';
import { listens, type Place } from './listens.js';
import type { Opening } from './opening.js';
import { systems as registry } from './registry.js';
import type { Closable, Endpoint, System } from './system.js';

/** One integration in front of one machine or API. A system may have several: a Docker host each, a DNS server each. */
export interface Instance extends Pick<Endpoint, 'label' | 'onlyOn' | 'concerns' | 'owns' | 'owned'> {
  readonly system: string;
  readonly integration: Closable;
}

/** All that services live in, as far as the definitions that were asked for need it. */
export interface Systems {
  readonly instances: readonly Instance[];
  /** Systems that could not even be opened, where that is no error: in a plan that is only read. */
  readonly closed: readonly {
    readonly system: string;
    readonly error: ErrorReport;
    concerns(service: Service): boolean;
    /** Tells what it would make, and sees nothing; null: not even that. */
    readonly unseeing: Instance | null;
  }[];
  /** Looks from outside, until the deadline of the site; at what was not just made: `standing`, or `once`, when each check is tried once. */
  look(checks: readonly Check[], onResult: (result: CheckResult) => void, how?: 'once' | 'standing'): Promise<CheckResult[]>;
  /** Whether something takes TCP connections there, with so much patience; null: it cannot be asked. */
  listens(place: Place, patienceMs: number): Promise<boolean | null>;
}

export interface SystemsInput {
  /** Definitions whose hosts and secrets are needed. */
  readonly services: readonly Service[];
  /** What cannot be opened is listed in `closed`, and the rest goes on. */
  readonly onlyRead?: boolean;
  /** Also what no definition needs. */
  readonly all?: boolean;
  /** Only what one of these is in. */
  readonly with?: readonly Id[];
}

/** What answers from outside, by all systems of the site. */
export async function outsideOf(site: Site): Promise<Outside> {
  const parts = await Promise.all(registry.map(({ outside }) => outside(site)));
  const nothing: Outside = { hosts: {}, dns: [], proxy: null, login: null };
  return { ...nothing, ...Object.assign({}, ...parts), dns: parts.flatMap(({ dns = [] }) => dns) };
}

/** What is wrong in the systems themselves; one that cannot be asked is reported where it is read. */
export async function faultsOf({ instances }: Pick<Systems, 'instances'>): Promise<(Fault & { readonly system: string })[]> {
  const found = await Promise.all(
    instances.map(async ({ system, integration }) => {
      const faults = (await integration.faults?.().catch(() => [])) ?? [];
      return faults.map(({ message, sure }) => ({ system, message, sure }));
    }),
  );
  return found.flat();
}

export interface OpenSystems {
  /** Opens what these definitions need and is not open yet. @throws HlError HL_SECRET_MISSING, HL_CA_FILE */
  open(input: SystemsInput): Promise<Systems>;
  /** Ends sessions. Never rejects. */
  close(): Promise<void>;
}

/** The systems of a site, each opened once, when it is first needed, and kept until `close`. */
export function systemsOf(
  site: Site,
  opening: Omit<Opening, 'site' | 'secrets' | 'remote'> & { fleet(): Promise<{ remote(host: string): Remote }> },
  known: readonly System[] = registry,
): OpenSystems {
  const secrets: Record<string, string | Secret | undefined> = {};
  const opened = new Map<string, Instance>();
  let pace: Pace | undefined;
  const endpoints = known.flatMap(({ name, endpoints: of }) => of(site).map((endpoint) => ({ system: name, endpoint })));
  return {
    async open({ services: given, onlyRead = false, all = false, with: held }) {
      const services = given.flatMap(pagesOf);
      const { remote } = await opening.fleet();
      const world: Opening = { ...opening, site, secrets, remote };
      const closed: Systems['closed'][number][] = [];
      Object.assign(secrets, await secretsOf(services, world));
      Object.values(secrets).forEach(world.hide);
      const instances: Instance[] = [];
      const concerning = chooser(services);
      const holding = held && sorter(held);
      for (const { system, endpoint } of endpoints) {
        if (!all && !endpoint.always && concerning(endpoint).length === 0) continue;
        if (holding?.(endpoint).length === 0) continue;
        try {
          const instance = opened.get(endpoint.label) ?? {
            system,
            label: endpoint.label,
            ...concerned(endpoint),
            owns: endpoint.owns,
            ...(endpoint.owned && { owned: endpoint.owned }),
            integration: await endpoint.open(world),
          };
          opened.set(endpoint.label, instance);
          instances.push(instance);
        } catch (thrown) {
          if (!onlyRead) throw thrown;
          const integration = await unseeing(endpoint, world, thrown);
          closed.push({
            system,
            error: HlError.from(thrown).toJSON(),
            concerns: concerned(endpoint).concerns,
            unseeing: integration && { system, label: endpoint.label, ...concerned(endpoint), owns: endpoint.owns, integration },
          });
        }
      }
      return {
        instances,
        closed,
        async look(checks, onResult, how) {
          const { pacer, verify } = await import('@hl/verify');
          const once = how === 'once';
          return verify(once ? checks.map((check) => ({ ...check, graceMs: 0 })) : checks, {
            remote: world.remote,
            deadlineMs: once ? 0 : site.verify.deadlineSeconds * 1_000,
            intervalMs: site.verify.intervalSeconds * 1_000,
            ...trusting(site.traefik?.caFile ?? null),
            ...(instances.some(({ system }) => system === 'authentik') ? { clientIdOf: clientIds(world) } : {}),
            ...(instances.some(({ system }) => system === 'glance') ? { tilesOf: tiles(world) } : {}),
            pace: (pace ??= pacer()),
            standing: how !== undefined,
            onResult,
          });
        },
        listens: (place, patienceMs) =>
          listens(place, patienceMs, site.verify.intervalSeconds * 1_000, () => site.traefik && world.remote(site.traefik.host)),
      };
    },
    async close() {
      for (const { integration } of opened.values()) await integration.close?.().catch(() => {}); // a failed goodbye changes nothing
      opened.clear();
    },
  };
}

/** Whether any page of a service wants something there. */
const concerned = ({ onlyOn, concerns }: Endpoint): Pick<Endpoint, 'onlyOn' | 'concerns'> => ({
  ...(onlyOn !== undefined && { onlyOn }),
  concerns: (service) => (service.pages.length === 0 ? concerns(service) : pagesOf(service).some(concerns)),
});

/** Of these services, those that concern an endpoint. */
export function chooser(services: readonly Service[]): (of: Pick<Endpoint, 'onlyOn' | 'concerns'>) => Service[] {
  const byHost = groupBy(services, ({ host }) => host);
  return ({ onlyOn, concerns }) => (onlyOn === undefined ? services : (byHost.get(onlyOn) ?? [])).filter(concerns);
}

/** The same of resources: those of an endpoint on one host have its name before the first slash of their keys. */
export function sorter<T extends Id>(resources: readonly T[]): (of: Pick<Endpoint, 'onlyOn' | 'owns'>) => T[] {
  const byHost = groupBy(resources, ({ key }) => key.slice(0, Math.max(0, key.indexOf('/'))));
  return ({ onlyOn, owns }) => (onlyOn === undefined ? resources : (byHost.get(onlyOn) ?? [])).filter(owns);
}

type Id = Parameters<Endpoint['owns']>[0];

/** A system that cannot be opened, as what it would be: whoever looks at what it holds gets the reason. */
async function unseeing(endpoint: Endpoint, world: Opening, reason: unknown): Promise<Closable | null> {
  try {
    const { faults: _, ...integration } = await endpoint.open({ ...world, need: () => new Secret('') });
    return { ...integration, observe: () => Promise.reject(HlError.from(reason)) };
  } catch {
    return null; // it is more than a secret that is not there
  }
}
