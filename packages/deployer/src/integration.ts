import {
  asResult,
  hostDefaults,
  semaphore,
  type Change,
  type Integration,
  type Remote,
  type Resource,
  type ServiceFileCopy,
} from '@hl/core';
import { completer } from './apply/watch/complete.js';
import { deploy } from './apply/deploy.js';
import { valueOf, type Secrets } from './apply/payload.js';
import { inOrder, swapError, swapped } from './apply/port-handoff.js';
import { remove } from './apply/remove.js';
import type { Target } from './apply/target.js';
import { defaultSettle, type Settle } from './apply/watch/wait-until-stable.js';
import { engines, type EngineKind } from './client/engine.js';
import { desired } from './desired/desired.js';
import { observe, type Look } from './observe/observe.js';
import { refusals } from './observe/refusals.js';
import { sampler } from './observe/sample.js';
import { specFrom, type ComposeSpec } from './spec.js';

export interface ComposeOptions {
  /** Name of the host in the site; services of other hosts are not this object's business. Default: the name of `remote`. */
  readonly host?: string;
  /** What the host is: one Docker engine, or a manager of a Swarm, which gets stacks. Default `docker`. */
  readonly kind?: EngineKind;
  /** Of that host. */
  readonly remote: Remote;
  /** Bytes of a repository file; needed once a service brings files along. */
  readonly content?: (file: ServiceFileCopy) => Promise<Uint8Array>;
  /** Values by source variable; only names that services declare. Default: none. */
  readonly secrets?: Secrets;
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

const noContent = (): Promise<never> => Promise.reject(new Error('options.content is not given'));

const whole = ({ before, after, ...change }: Change<ComposeSpec>): Change<ComposeSpec> => ({
  ...change,
  before: before && specFrom(before),
  after: after && specFrom(after),
});

/** The containers of one host, by docker compose (or, of a Swarm, docker stack) over a `Remote`. One object a host, so that one that is down sinks only itself. */
export function compose(options: ComposeOptions): Integration<ComposeSpec> {
  const { remote, host = remote.name, secrets = {}, content = noContent, kind = 'docker', progress = () => {}, settle } = options;
  const { parallel = hostDefaults.parallel, revisions = hostDefaults.revisions } = options;
  const engine = engines[kind];
  const slots = semaphore(parallel);
  const sample = sampler(remote, engine, slots.idle);
  const target: Target = {
    ...options,
    secrets,
    content,
    engine,
    parallel,
    progress,
    sample,
    complete: completer(remote, revisions),
    settle: { ...defaultSettle, ...settle },
    slot: slots.run,
  };

  const make = (change: Change<ComposeSpec>): Promise<string[]> => {
    const { service, before, after } = change;
    if (after !== null) return deploy(target, { service, before, after });
    return slots.run(() => (progress(service, 'remove'), remove(target, change)));
  };

  const lookAt = (resources: readonly Resource<ComposeSpec>[]): Promise<Look> => {
    const services = new Map<string, ComposeSpec[]>();
    for (const { key, spec } of resources) {
      const name = key.slice(host.length + 1);
      if (key !== `${host}/${name}`) continue;
      const [specs, whole] = [services.get(name) ?? [], specFrom(spec)];
      if (!specs.includes(whole)) services.set(name, [...specs, whole]);
    }
    return observe({ remote, engine, secret: (source) => valueOf(secrets, source) }, services);
  };
  /** What else was seen by the look that an observation is of. */
  const looks = new WeakMap<object, Look>();

  return {
    system: 'compose',

    desired: (service) => (service.host === host ? desired(service, kind) : []),

    observe: async (resources) => {
      const look = await lookAt(resources);
      const found = new Map([...look.observed].map(([service, observed]) => [`${host}/${service}`, observed]));
      looks.set(found, look);
      return found;
    },

    refusals: async (changes, observed) => {
      const makes = changes.filter(({ after }) => after !== null);
      if (makes.length === 0) return [];
      const known = observed && looks.get(observed);
      return refusals(
        remote.name,
        known ?? (await lookAt(makes.map(({ after, ...one }) => ({ ...one, spec: after as ComposeSpec })))),
        changes.map(whole),
      );
    },

    async apply(changes, report) {
      const all = changes.map(whole);
      const inSwap = swapped(all);
      await inOrder(all, async (change) => {
        try {
          if (inSwap.has(change)) throw swapError(change, inSwap);
          const notes = await make(change);
          report(change, notes.length > 0 ? { status: 'applied', notes } : { status: 'applied' });
        } catch (error) {
          report(change, asResult(error));
        }
      });
    },
  };
}
