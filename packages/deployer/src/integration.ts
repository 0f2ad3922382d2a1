import { asResult } from '@hl/core';
import type { Change, Integration, Remote, Service, ServiceFileCopy } from '@hl/core';
import { deploy } from './deploy.js';
import type { Host } from './host.js';
import { desired } from './desired.js';
import { limit } from './limit.js';
import { observe } from './observe.js';
import { single } from './docker-scripts.js';
import { afterDependencies, containerNames } from './order.js';
import { valueOf } from './payload.js';
import type { Secrets } from './payload.js';
import { remove } from './remove.js';
import { sampler } from './sampler.js';
import { swarm } from './swarm-scripts.js';
import { defaultSettle } from './settle.js';
import type { Settle } from './settle.js';
import type { ComposeSpec } from './spec.js';
import { turns } from './turns.js';

export interface ComposeOptions {
  /** Name of the host in the site; services of other hosts are not this object's business. */
  readonly host: string;
  /** What the host is: one Docker engine, or a manager of a Swarm, which gets stacks. Default `docker`. */
  readonly kind?: 'docker' | 'swarm';
  /** Of that host. */
  readonly remote: Remote;
  /** Bytes of a repository file. */
  readonly content: (file: ServiceFileCopy) => Promise<Uint8Array>;
  /** Values by source variable; only names that services declare. */
  readonly secrets: Secrets;
  /** Variables of an encrypted env file. */
  readonly decrypt?: (file: ServiceFileCopy) => Promise<Record<string, string>>;
  readonly progress?: (service: string, step: string) => void;
  /** Recorded in the revision. */
  readonly commit?: string;
  /** Services worked on at once. Default 4. */
  readonly parallel?: number;
  /** Revisions kept of each service. Default 5. */
  readonly revisions?: number;
  /** How containers are watched after `up`; times in milliseconds. */
  readonly settle?: Partial<Settle>;
}

/** The containers of one host, by docker compose (or, of a Swarm, docker stack) over a `Remote`. One object a host, so that one that is down sinks only itself. */
export function compose(options: ComposeOptions): Integration<ComposeSpec> {
  const { host, remote, secrets, parallel = 4, revisions = 5 } = options;
  const slot = limit(parallel);
  const kind = options.kind === 'swarm' ? swarm : single;
  const look = sampler(remote, kind, slot.calm);
  /** Where services say they live: a host that holds nothing of ours yet cannot tell us. */
  const directories = new Map<string, string>();
  const names = new Map<string, readonly string[]>();

  return {
    system: 'compose',

    desired(service: Service) {
      if (service.host !== host) return [];
      const resources = desired(service, options.kind);
      directories.set(service.name, service.deployment.installPath);
      names.set(
        service.name,
        resources.flatMap(({ spec }) => (kind.tagged ? containerNames(spec.compose) : [])),
      );
      return resources;
    },

    observe: async (resources) => {
      const keys = [...new Set(resources.map(({ key }) => key))];
      const services = keys.filter((key) => key.startsWith(`${host}/`)).map((key) => key.slice(host.length + 1));
      const places = new Map(
        services.map((service) => [service, [...new Set([`/opt/${service}`, directories.get(service) ?? `/opt/${service}`])]]),
      );
      const found = await observe(
        { remote, kind, secret: (source) => valueOf(secrets, source), names: (service) => names.get(service) ?? [] },
        places,
      );
      return new Map([...found].map(([service, observed]) => [`${host}/${service}`, observed]));
    },

    async apply(changes, report) {
      const context: Host = {
        ...options,
        kind,
        parallel,
        revisions,
        slot,
        look,
        settle: { ...defaultSettle, ...options.settle },
        step: options.progress ?? ((): void => {}),
      };
      const order = turns(changes);
      const work = (change: Change<ComposeSpec>): Promise<string[]> =>
        change.after === null
          ? slot(() => (context.step(change.service, 'remove'), remove(context, change)))
          : deploy(context, { ...change, after: change.after }, order.of(change));
      const one = async (change: Change<ComposeSpec>): Promise<void> => {
        try {
          const notes = await work(change);
          report(change, notes.length > 0 ? { status: 'applied', notes } : { status: 'applied' });
        } catch (error) {
          report(change, asResult(error));
        } finally {
          order.of(change).over();
        }
      };
      const removals = changes.filter(({ after }) => after === null);
      const makes = changes.filter(({ after }) => after !== null);
      // Makes come before breaks, but for what holds a port, name or project that what comes needs, as after a rename.
      await Promise.all([...removals.filter(order.wanted).map(one), afterDependencies(makes, one)]);
      await Promise.all(removals.filter((change) => !order.wanted(change)).map(one));
    },
  };
}
