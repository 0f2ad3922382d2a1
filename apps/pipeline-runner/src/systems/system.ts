import type { Change, Integration, Remote, Resource, Service, Site } from '@hl/core';
import type { Outside } from '@hl/verify';
import type { Finding } from './finding.js';
import type { Opening } from './opening.js';

/** One kind of system that services live in. This is all that the rest of hl knows of it. */
export interface System {
  /** Begins the `system` of its changes: `pihole@secondary` is a `pihole`. */
  readonly name: string;
  /** The job of the pipeline that makes what it holds. */
  readonly job: Job;
  /** Among removals the lower goes first: what leads to a service goes before the service. */
  readonly breaks: number;
  /** Names of the variables that hold its secrets; they are never shown. */
  secrets(site: Site): readonly string[];
  /** What of it answers from outside, for verify to ask. */
  outside(site: Site): Promise<Partial<Outside>>;
  /** What carries our mark there, whether a definition names it or not, as far as the system can list that. Never rejects. */
  marks?(site: Site, integration: Integration, remote: (host: string) => Remote): Promise<readonly Mark[]>;
  /** What the site names of it; none when the site does without it. */
  endpoints(site: Site): readonly Endpoint[];
}

/** One machine or API of a system. */
export interface Endpoint {
  /** As people call it, e.g. `pihole@secondary`, or the name of a host. */
  readonly label: string;
  /** A host: services of others never concern it, keys of what it holds begin with its name and a slash. A large fleet has hundreds of such endpoints. */
  readonly onlyOn?: string;
  /** Whether a service wants something here; one that nobody wants is not opened, unless `always`. */
  concerns(service: Service): boolean;
  /** What is wrong there is worth telling whatever the run is about. */
  readonly always?: true;
  /** Whether it is in charge of a change. */
  owns(change: Pick<Change, 'system' | 'key'>): boolean;
  /** Opens no connection yet. @throws HlError HL_SECRET_MISSING, HL_CA_FILE */
  open(opening: Opening): Promise<Closable>;
  /**
   * What carries our mark there, whoever wants it, as resources that can be observed; a system without marks, or that cannot list them, has
   * none. `services`: where else to look.
   */
  owned?(about: Examining, integration: Closable, services: readonly Service[]): Promise<readonly Resource[]>;
  /** What it can tell of itself besides whether it lets us in: its version, what is switched on. Reads only. */
  examine?(about: Examining, integration: Closable): Promise<readonly Finding[]>;
}

/** What a look at an endpoint that is open needs. */
export type Examining = Pick<Opening, 'site' | 'remote' | 'need'>;

export type Closable<Spec = unknown> = Integration<Spec> & { close?(): Promise<void> };

/** A service that a machine shows to be ours. */
export interface Mark {
  readonly host: string;
  readonly service: string;
  /** Path of its directory, or of its route; empty: only containers are left. */
  readonly place: string;
  /** That it was deployed from, when that was written down. */
  readonly commit: string | null;
}

/** The jobs that make something, in the order of the pipeline. */
export const jobs = ['deploy', 'traefik', 'dns', 'authentik', 'glance'] as const;
export type Job = (typeof jobs)[number];
