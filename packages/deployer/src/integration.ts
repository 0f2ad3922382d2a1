import { asResult } from '@hl/core';
import type { Change, Integration, Remote, Service, ServiceFileCopy } from '@hl/core';
import { deploy } from './apply/deploy.js';
import type { Host } from './apply/target.js';
import { desired } from './desired/desired.js';
import { limit } from './apply/semaphore.js';
import { observe } from './observe/observe.js';
import { single } from './client/docker-engine.js';
import { afterDependencies } from './apply/order.js';
import { valueOf } from './apply/payload.js';
import type { Secrets } from './apply/payload.js';
import { refusals } from './observe/refusals.js';
import { remove } from './apply/remove.js';
import { sampler } from './observe/sample.js';
import { swarm } from './client/swarm-engine.js';
import { defaultSettle } from './apply/wait-until-stable.js';
import type { Settle } from './apply/wait-until-stable.js';
import type { ComposeSpec } from './spec.js';
import { turns } from './apply/port-handoff.js';

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

  return {
    system: 'compose',

    desired: (service: Service) => (service.host === host ? desired(service, options.kind) : []),

    observe: async (resources) => {
      const services = new Map<string, ComposeSpec[]>();
      for (const { key, spec } of resources) {
        const name = key.slice(host.length + 1);
        if (key === `${host}/${name}`) services.set(name, [...(services.get(name) ?? []), spec]);
      }
      const found = await observe({ remote, kind, secret: (source) => valueOf(secrets, source) }, services);
      return new Map([...found].map(([service, observed]) => [`${host}/${service}`, observed]));
    },

    refusals: (changes) => refusals({ remote, kind }, changes),

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
